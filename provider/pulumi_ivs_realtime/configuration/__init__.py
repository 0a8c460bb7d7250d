"""The stack's configuration as pulumi-aws 7 reads it, and our own switches: read, checked, made one typed value."""
