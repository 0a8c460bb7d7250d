"""What a preview says: its documents, kinds of resources, changes, drift."""
