"""Where chance begins: the same on every run, but anew in each round of `make soak`."""

import os

SEED = int(os.environ.get("SEED", "0"))
"""0 unless a round of `make soak` (or whoever repeats one) sets it; added to whatever seed a test has of its own."""
