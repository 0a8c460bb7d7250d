"""A folder for the PYTHONPATH of interpreters whose clock a test moves."""
