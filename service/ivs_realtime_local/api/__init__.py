"""What AWS's clients talk to: signatures, faults, calls, answers."""
