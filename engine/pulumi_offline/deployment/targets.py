"""`--target` and its like: URNs, or patterns in which `*` stands for a part of one and `**` for anything."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Targets:
    """A set of URNs and patterns; an empty one constrains nothing and contains everything."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self.literals: list[str] = []
        self._globs: list[re.Pattern[str]] = []
        for pattern in patterns:
            if "*" in pattern:
                self._globs.append(_compiled(pattern))
            else:
                self.literals.append(pattern)

    def __bool__(self) -> bool:
        return bool(self.literals or self._globs)

    def __contains__(self, urn: str) -> bool:
        if not self:
            return True
        return urn in self.literals or any(glob.fullmatch(urn) for glob in self._globs)

    def add(self, urn: str) -> None:
        """Let it contain one more."""
        if urn not in self.literals:
            self.literals.append(urn)

    def copy(self) -> Targets:
        """A set of its own."""
        other = Targets(self.literals)
        other._globs = list(self._globs)
        return other


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = ("[^:]*".join(map(re.escape, part.split("*"))) for part in pattern.split("**"))
    return re.compile(".*".join(parts), re.DOTALL)
