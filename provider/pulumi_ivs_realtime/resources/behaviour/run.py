"""One run of a program: its configuration, and what it has declared so far."""

from __future__ import annotations

import dataclasses
import os
import time
import weakref

import pulumi
from pulumi.runtime import config

from pulumi_ivs_realtime.configuration.keys import misspelt_aws_keys, refuse_unknown_keys
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.rules.settings import Settings

_CREDENTIALS = ("aws:accessKey", "aws:secretKey", "aws:token")


def program_settings() -> Settings:
    """The stack's configuration as the program sees it.

    Raises:
        InvalidConfiguration: a key has the wrong shape.
    """
    return read_settings(pulumi.runtime.get_config, os.environ)


@dataclasses.dataclass(eq=False)
class Run:
    """What has been declared so far in one run of a program.

    Attributes:
        adopted: which resource adopts an ARN.
        tagged: which resource sets a key on an ARN, as far as the program shows both.
        hosted: by class, name and parent, whether the plugin serves the resource.
        mixed: those of which the program declares both.
        checked: whether the stack's configuration has been looked at.
        waits: whether this is a program that waits until the engine has answered and can read the state; None as long
            as nobody has looked.
        began: a `time.monotonic()` before anything of the run was looked up.
    """

    adopted: dict[str, str] = dataclasses.field(default_factory=dict)
    tagged: dict[tuple[object, str], str] = dataclasses.field(default_factory=dict)
    hosted: dict[tuple[str, str, int], bool] = dataclasses.field(default_factory=dict)
    mixed: set[tuple[str, str, int]] = dataclasses.field(default_factory=set)
    checked: bool = False
    waits: bool | None = None
    began: float = dataclasses.field(default_factory=time.monotonic)


_runs: weakref.WeakKeyDictionary[pulumi.Resource, Run] = weakref.WeakKeyDictionary()


def this_run() -> Run:
    """The current run: programs may run one after another in one process, as with the Automation API.

    Outside of a program, say in an application, every call is a run of its own.
    """
    root = pulumi.runtime.get_root_resource()
    return _runs.setdefault(root, Run()) if root is not None else Run()


def check_configuration() -> None:
    """Warns, once a run, of credentials that the state would hold in plain text, and of misspelt keys.

    Only the program is told all keys: the host can but ask for those it knows.

    Raises:
        InvalidConfiguration: a key of our namespace is none of ours.
    """
    run = this_run()
    if run.checked:
        return
    run.checked = True
    keys = {**config.get_config_env(), **config.CONFIG.get()}.keys()
    refuse_unknown_keys(keys)
    for key in _CREDENTIALS:
        if key in keys and not pulumi.runtime.is_config_secret(key):
            pulumi.log.warn(
                f"{key} is not a secret of the stack, and Pulumi copies the configuration into the state: "
                f"`pulumi config set --secret {key}`."
            )
    for sentence in misspelt_aws_keys(keys):
        pulumi.log.warn(sentence)
