"""The passphrase encryption of the CLI's file backend: AES-256-GCM under a key derived with PBKDF2.

`v1:<nonce>:<ciphertext>` is a value; `v1:<salt>:<value>` is the stack's `encryptionsalt`, whose value is the word
"pulumi", so that a wrong passphrase is noticed.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pulumi_offline.errors import WorkspaceError, WrongPassphrase

_ITERATIONS = 1_000_000
_PROOF = "pulumi"
_UNKNOWN_KEY = (
    "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables"
)

_NOT_ENCRYPTED = "a secret must be encrypted as `v1:<nonce>:<ciphertext>`, as `pulumi config set --secret` writes it"
_MALFORMED_SALT = "the stack's encryptionsalt is malformed; it must be `v1:<salt>:v1:<nonce>:<ciphertext>`"
_SALT_COLONS = 4


@functools.lru_cache(maxsize=64)
def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, _ITERATIONS, 32)


class Crypter:
    """Encrypts and decrypts a stack's secrets; the key is derived when it is first needed (a third of a second).

    Args:
        passphrase: as in `PULUMI_CONFIG_PASSPHRASE`; None where it is not known.
        encryption_salt: the stack's `encryptionsalt`.
    """

    def __init__(self, passphrase: str | None, encryption_salt: str) -> None:
        self.encryption_salt = encryption_salt
        self._passphrase = passphrase

    @classmethod
    def fresh(cls, passphrase: str) -> Crypter:
        """A crypter for a new stack; within one process new stacks of one passphrase share a salt, and so the key."""
        return cls(passphrase, _fresh_salt(passphrase))

    def refused(self) -> Crypter:
        """Raise WorkspaceError: a stack cannot be made without a passphrase."""
        raise WorkspaceError(_UNKNOWN_KEY)

    def verify(self) -> None:
        """Raise WrongPassphrase unless the passphrase opens this stack."""
        if self.encryption_salt.count(":") < _SALT_COLONS:
            raise WorkspaceError(_MALFORMED_SALT)
        if self.decrypt(self.encryption_salt.split(":", 2)[2]) != _PROOF:
            raise WrongPassphrase("incorrect passphrase")

    def encrypt(self, text: str) -> str:
        """`v1:<nonce>:<ciphertext>` of a text."""
        return _encrypt(self._cipher(), text)

    def decrypt(self, value: str) -> str:
        """The text of a `v1:<nonce>:<ciphertext>`.

        Raises:
            WrongPassphrase: the passphrase is not the one it was encrypted with.
            WorkspaceError: it is not encrypted, or otherwise than the CLI does.
        """
        version, _, sealed = value.partition(":")
        if version != "v1":
            raise WorkspaceError(_NOT_ENCRYPTED)
        cipher = self._cipher()
        try:
            nonce, ciphertext = map(base64.b64decode, sealed.split(":"))
            return cipher.decrypt(nonce, ciphertext, None).decode()
        except ValueError:
            raise WorkspaceError(_NOT_ENCRYPTED) from None
        except InvalidTag:
            raise WrongPassphrase("incorrect passphrase") from None

    def _cipher(self) -> AESGCM:
        if self._passphrase is None:
            raise WorkspaceError(_UNKNOWN_KEY)
        try:
            salt = base64.b64decode(self.encryption_salt.split(":")[1])
        except (IndexError, ValueError):
            raise WorkspaceError(_MALFORMED_SALT) from None
        return AESGCM(_key(self._passphrase, salt))


@functools.lru_cache(maxsize=64)
def _fresh_salt(passphrase: str) -> str:
    salt = os.urandom(8)
    proof = _encrypt(AESGCM(_key(passphrase, salt)), _PROOF)
    return f"v1:{base64.b64encode(salt).decode()}:{proof}"


def _encrypt(cipher: AESGCM, text: str) -> str:
    nonce = os.urandom(12)
    sealed = cipher.encrypt(nonce, text.encode(), None)
    return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"
