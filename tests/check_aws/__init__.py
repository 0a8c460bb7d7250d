"""The script behind `make check-aws`, against the local service: AWS itself is never reached from here."""
