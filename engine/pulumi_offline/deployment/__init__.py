"""A run in progress, as all its parts see it: steps, journal, events, decisions, results."""
