"""What the Pulumi engine calls: check, diff, create, read, update, delete."""
