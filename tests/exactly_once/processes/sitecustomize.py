"""Takes the rule MUTATION out of the programs and hosts of a stack, too: each interpreter on this path runs it."""

from exactly_once.mutations import mutate

mutate()
