"""The credentials whose signatures are verified, where that is asked for: a file's, and those of assumed roles."""

from __future__ import annotations

import configparser
from pathlib import Path
from typing import NamedTuple


class Secret(NamedTuple):
    """What belongs to an access key: its secret, and for a temporary one its session token and expiry.

    `expires` is in seconds since the epoch; None for a key that does not expire.
    """

    key: str
    session_token: str = ""
    expires: float | None = None


class Credentials:
    """Secrets by access key id. Temporary ones last as long as the service runs.

    Args:
        path: a file like `~/.aws/credentials`; the keys of all its profiles count.

    Raises:
        ValueError: the file cannot be read, or a profile lacks one of the two keys.
    """

    def __init__(self, path: Path) -> None:
        parsed = configparser.RawConfigParser()
        try:
            parsed.read_string(path.read_text(encoding="utf-8"))
            self._secrets = {
                parsed[profile]["aws_access_key_id"]: Secret(
                    parsed[profile]["aws_secret_access_key"], parsed[profile].get("aws_session_token", "")
                )
                for profile in parsed.sections()
            }
        except (OSError, configparser.Error) as error:
            raise ValueError(f"{path} is not a file of credentials: {error}") from None
        except KeyError as missing:
            raise ValueError(f"{path} has a profile without {missing.args[0]}.") from None

    def secret(self, access_key_id: str) -> Secret | None:
        """The secret of a key, or None when nobody has that key."""
        return self._secrets.get(access_key_id)

    def add(self, access_key_id: str, secret: Secret) -> None:
        """Accepts a temporary key from now on."""
        self._secrets[access_key_id] = secret
