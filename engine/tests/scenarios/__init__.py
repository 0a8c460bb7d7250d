"""The scenario suite: written once, run on the real CLI (recorded) and on the offline engine."""
