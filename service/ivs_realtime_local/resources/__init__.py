"""What the operations do: stages, participants, tokens, tags, configurations and keys."""
