"""Who calls: the account behind an access key and the region of the signature."""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple

DEFAULT_ACCOUNT = "123456789012"
"""The account of every access key that names no other."""

_AWS_KEY = re.compile(r"A(?:KIA|SIA)[A-Z2-7]{16}")
_ACCOUNT = re.compile(r"[0-9]{12}")
# Where AWS keeps the account's number in the first six bytes behind the key's prefix.
_ACCOUNT_MASK = 0x7FFFFFFFFF80
_ACCOUNT_SHIFT = 7


class Caller(NamedTuple):
    """The account and region on whose behalf a request acts, and the key that signed it."""

    account: str
    region: str
    access_key_id: str

    @property
    def scope(self) -> str:
        """What quotas and listings are kept by: the account in its region."""
        return f"{self.account}/{self.region}"


def account_of(access_key_id: str) -> str:
    """The account that owns a key, always the same one for the same key.

    Twelve digits are the account themselves; a key shaped like those of AWS carries its account's number
    (as `sts get-access-key-info` tells); every other key belongs to `DEFAULT_ACCOUNT`.
    """
    if _ACCOUNT.fullmatch(access_key_id):
        return access_key_id
    if not _AWS_KEY.fullmatch(access_key_id):
        return DEFAULT_ACCOUNT
    return _account_inside(access_key_id) or DEFAULT_ACCOUNT


def _account_inside(access_key_id: str) -> str:
    try:
        number = int.from_bytes(base64.b32decode(access_key_id[4:] + "=" * (-len(access_key_id[4:]) % 8))[:6], "big")
    except binascii.Error:
        return ""
    return f"{(number & _ACCOUNT_MASK) >> _ACCOUNT_SHIFT:012d}"


def access_key_for(account: str, filler: bytes) -> str:
    """A temporary access key id that belongs to `account`; `filler` (4 bytes) tells keys apart."""
    number = int(account) << _ACCOUNT_SHIFT
    return "ASIA" + base64.b32encode(number.to_bytes(6, "big") + filler).decode()[:16]
