"""Mistakes that newcomers make: what editors, previews and the service say to each."""
