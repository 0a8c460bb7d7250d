"""What tests and people talk to: the paths under `/_local/`, and the page."""
