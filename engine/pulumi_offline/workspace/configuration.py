"""A stack's configuration: values as the CLI hands them to programs, and what the project declares of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from pulumi_offline.errors import WorkspaceError
from pulumi_offline.workspace.go_yaml import Timestamp, YamlError, json_text, key_text, number_text
from pulumi_offline.workspace.passphrase import Crypter
from pulumi_offline.workspace.project_file import full_type, is_of_type


@dataclasses.dataclass(frozen=True)
class ConfigValue:
    """One value of the stack's configuration.

    Attributes:
        text: as programs get it; lists and objects as JSON.
        secret: whether it is, or holds, a secret.
        structured: whether it is a list or an object.
    """

    text: str
    secret: bool = False
    structured: bool = False


_TOO_LARGE = 2**63  # integers that the CLI's library for JSON takes for floating-point numbers

Config = dict[str, ConfigValue]


def full_key(key: Any, project: str) -> str:
    """A key with its namespace.

    Raises:
        WorkspaceError: it is none.
    """
    if not isinstance(key, str) or key.count(":") > 1:
        raise WorkspaceError(
            f"could not parse {key_text(key)} as a configuration key (configuration keys should be of the form "
            "`<namespace>:<name>`)"
        )
    return key if ":" in key else f"{project}:{key}"


def stack_value(value: Any, crypter: Crypter) -> ConfigValue:
    """A value of Pulumi.<stack>.yaml; secrets are opened.

    Raises:
        WorkspaceError: it cannot be had as text, or a secret cannot be read.
    """
    if _is_secure(value):
        return ConfigValue(crypter.decrypt(value["secure"]), secret=True)
    try:
        if isinstance(value, dict | list):
            plain, secret = _decrypted(value, crypter)
            return ConfigValue(json_text(plain), secret, structured=True)
        return ConfigValue(_text(value))
    except YamlError as error:
        raise WorkspaceError(str(error)) from None


def project_values(declarations: Mapping[Any, Any], project: str) -> Config:
    """The values and defaults that Pulumi.yaml has; none is a secret, in whatever way it is declared."""
    found: Config = {}
    for key, declared in declarations.items():
        value = declared
        if isinstance(declared, dict):
            value = declared.get("default") if declared.get("default") is not None else declared.get("value")
        if value is not None:
            found[full_key(key, project)] = _project_value(key, value)
    return found


def refuse_unlike(declarations: Mapping[Any, Any], project: str, stack: str, config: Config) -> None:
    """Raise WorkspaceError when the configuration is not what the project declares: incomplete, or of other types."""
    keys = sorted(declarations, key=str)
    missing = [str(key) for key in keys if full_key(key, project) not in config]
    missing = [key for key in missing if full_key(key, project).partition(":")[0] == project]
    if missing:
        named = " and ".join(filter(None, (", ".join(f"'{key}'" for key in missing[:-1]), f"'{missing[-1]}'")))
        values = "values" if missing[1:] else "value"
        raise WorkspaceError(f"validating stack config: Stack '{stack}' is missing configuration {values} {named}")
    for key in keys:
        declared = declarations[key]
        if isinstance(declared, dict) and declared.get("type") is not None:
            _refuse_type(f"Stack '{stack}' with configuration key '{key}'", declared, config[full_key(key, project)])


def _refuse_type(what: str, declared: Mapping[str, Any], value: ConfigValue) -> None:
    if declared.get("secret") is True and not value.secret:
        raise WorkspaceError(f"validating stack config: {what} must be encrypted as it's secret")
    content = json.loads(value.text) if value.structured else value.text
    if not is_of_type(content, dict(declared)):
        raise WorkspaceError(f"validating stack config: {what} must be of type '{full_type(dict(declared))}'")


def _project_value(key: Any, value: Any) -> ConfigValue:
    try:
        if isinstance(value, dict | list):
            return ConfigValue(json_text(_string_keys(value)), structured=True)
        if isinstance(value, Timestamp):
            return ConfigValue(value.rfc3339)
        return ConfigValue(_text(float(value) if isinstance(value, int) and value >= _TOO_LARGE else value))
    except YamlError as error:
        raise WorkspaceError(f"validating stack config: {key}: {error}") from None


def _string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise YamlError(f"expected only string keys, got {key_text(key)}")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _string_keys(item)
    return value


def _is_secure(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"} and isinstance(value["secure"], str)


def _decrypted(value: Any, crypter: Crypter) -> tuple[Any, bool]:
    """A structured value with its nested secrets opened, and whether there were any."""
    if _is_secure(value):
        return crypter.decrypt(value["secure"]), True
    if isinstance(value, dict):
        pairs = {key_text(key): _decrypted(item, crypter) for key, item in value.items()}
        return {key: item for key, (item, _) in pairs.items()}, any(secret for _, secret in pairs.values())
    if isinstance(value, list):
        items = [_decrypted(item, crypter) for item in value]
        return [item for item, _ in items], any(secret for _, secret in items)
    return str(value) if isinstance(value, Timestamp) else value, False


def _text(value: Any) -> str:
    if value is None:
        return ""  # a key without a value is an empty text to the CLI
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, int | float) else str(value)
