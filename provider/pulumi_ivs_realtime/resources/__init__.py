"""What programs declare: stages, tokens, tags; and what they look up."""
