"""What all operations work on: documents, clock, quotas, callers, ARNs, events, the model's operations."""
