"""The model's regular expressions in words, for messages and for the docs of arguments."""

from __future__ import annotations

import re

_ARN = re.compile(r"(?P<empty>\^\$\|\^)?arn:aws:ivs:\[a-z0-9-\]\+:\[0-9\]\+:(?P<kind>[a-z-]+)/\[a-zA-Z0-9-\]\+\$?")
_CHARACTERS = {
    "[a-zA-Z0-9-_]": "letters, digits, '-' and '_'",
    "[a-z0-9-.]": "lower-case letters, digits, '-' and '.'",
    "[a-zA-Z0-9-]": "letters, digits and '-'",
    "st-[a-zA-Z0-9]": "'st-' before letters and digits",
}
_OTHERS = {
    "rt_[0-9]+_[a-z0-9-]+_[a-zA-Z0-9-]+_.+": "a stream key",
    "arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+/[a-zA-Z0-9-]+": "the ARN of a resource of Amazon IVS Real-Time",
    r".*-----BEGIN PUBLIC KEY-----\r?\n([a-zA-Z0-9+/=\r\n]+)\r?\n-----END PUBLIC KEY-----(\r?\n)?.*": (
        'a public key as PEM, from "-----BEGIN PUBLIC KEY-----" to "-----END PUBLIC KEY-----"'
    ),
}


def characters(pattern: str) -> str:
    """The characters that a text may have, such as "letters, digits, '-' and '_'"; "" where it is more than a set."""
    return _CHARACTERS.get(pattern.rstrip("*+"), "")


def form(pattern: str) -> str:
    """What a text is as a whole, such as "the ARN of a stage"; "" where it is a set of characters, or nobody said."""
    if found := _ARN.fullmatch(pattern):
        kind = found["kind"].replace("-", " ")
        article = "an" if kind[0] in "aeiou" else "a"
        return f"the ARN of {article} {kind}" + (' or ""' if found["empty"] else "")
    return _OTHERS.get(pattern, "")
