"""The CLI's file backend: checkpoints, snapshots, locks, history."""
