"""The file backend: locks, history, damage, a full disk."""
