"""Scenarios of stages, tokens and tags: on the local service, run on the real CLI (recorded) and the offline engine."""
