"""What type checkers, and with them editors, say of programs."""
