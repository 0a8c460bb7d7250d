"""Whose a resource is: marks, what a state says of them, and what to do about those that nobody holds."""
