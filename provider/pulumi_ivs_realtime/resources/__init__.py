"""What a program declares."""
