"""What an engine showed: observed, made comparable, kept, held against what was recorded."""
