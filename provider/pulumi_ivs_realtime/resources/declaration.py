"""What all declared resources share: their properties' spelling, hidden inputs, and options that cannot work."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import os
import time
import weakref
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pulumi
from pulumi import Input
from pulumi.runtime import config

from pulumi_ivs_realtime.configuration.keys import misspelt_aws_keys, refuse_unknown_keys
from pulumi_ivs_realtime.configuration.reading import read_settings
from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.rules.secrets import CONFIDENTIAL
from pulumi_ivs_realtime.rules.settings import Settings

if TYPE_CHECKING:
    from pulumi_ivs_realtime.resources.recorded import Marks

T = TypeVar("T")

_AWS_PACKAGES = {"aws", "aws-native"}


_CREDENTIALS = ("aws:accessKey", "aws:secretKey", "aws:token")


def program_settings() -> Settings:
    """The stack's configuration as the program sees it.

    Raises:
        InvalidConfiguration: a key has the wrong shape.
    """
    return read_settings(pulumi.runtime.get_config, os.environ)


@dataclasses.dataclass
class Run:
    """What has been declared so far in one run of a program.

    Attributes:
        adopted: which resource adopts an ARN.
        tagged: which resource sets a key on an ARN, as far as the program shows both.
        checked: whether the stack's configuration has been looked at.
        began: a `time.monotonic()` before anything of the run was looked up.
        marks: those that the run has to take off what it makes; None until something may be made.
    """

    adopted: dict[str, str] = dataclasses.field(default_factory=dict)
    tagged: dict[tuple[object, str], str] = dataclasses.field(default_factory=dict)
    checked: bool = False
    began: float = dataclasses.field(default_factory=time.monotonic)
    marks: Marks | None = None


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


def to_wire(block: Any) -> Any:
    """A nested block (typed Args or a plain dict, in either spelling) with camelCase keys; outputs are followed."""
    if isinstance(block, pulumi.Output):
        return block.apply(to_wire)
    if dataclasses.is_dataclass(block) and not isinstance(block, type):
        return to_wire({field.name: getattr(block, field.name) for field in dataclasses.fields(block)})
    if isinstance(block, Mapping):
        return {_camel(key): to_wire(value) for key, value in block.items() if value is not None}
    if isinstance(block, list | tuple):
        return [to_wire(item) for item in block]
    return block


def inputs(
    type_: str, resource_name: str, opts: pulumi.ResourceOptions | None, declared: Mapping[str, Any]
) -> dict[str, Any]:
    """What is declared, and beside it what the host is not told otherwise.

    That is `createUrn` and `organization`, for it must know whose resource it makes, and the names of the inputs that
    are secrets, for its messages.

    Args:
        type_: the whole type of the resource's class.
    """
    check_configuration()
    urn = _urn(type_, resource_name, opts.parent if opts else None)
    hidden = {"createUrn": urn, "organization": pulumi.get_organization(), CONFIDENTIAL: _secret_ones(declared)}
    return {**declared, **hidden}


def _secret_ones(declared: Mapping[str, Any]) -> pulumi.Output[Any] | None:
    """The names of the arguments that are or hold secrets; nothing, which is not sent, where none does."""
    holding = {name: pulumi.Output.from_input(value) for name, value in declared.items() if any(outputs_in(value))}
    if not holding:
        return None

    async def names() -> list[str] | None:
        return [name for name, value in holding.items() if await value.is_secret()] or None

    # Of no resource, always known and no secret itself: it must change neither dependencies nor previews.
    return pulumi.Output(set(), asyncio.ensure_future(names()), settled(True), settled(False))


def settled(value: T) -> asyncio.Future[T]:
    """A future that has come already."""
    # As the SDK makes its own: under mocks a program runs at import, with a loop that is set but does not run yet.
    future: asyncio.Future[T] = asyncio.Future()
    future.set_result(value)
    return future


def _urn(type_: str, name: str, parent: pulumi.Resource | None) -> Input[str]:
    """As `pulumi.create_urn` makes it, but of one output where that takes five, and of none without a parent.

    Programs wait for each output that they have made: with a thousand stages that is most of the time they take.
    """
    if parent is None or getattr(parent, "_type", None) == "pulumi:pulumi:Stack":  # which is not part of a URN
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_}::{name}"

    async def below(above: pulumi.Output[str]) -> str:
        urn = await above.future()
        return f"{str(urn).rpartition('::')[0]}${type_}::{name}"

    # Without the parent as a dependency: its other children would become dependencies of this one.
    return pulumi.Output(set(), below(parent.urn), parent.urn.is_known(), parent.urn.is_secret())


def if_secret(value: Any) -> pulumi.Output[Any] | None:
    """The value where it is or holds a secret, and otherwise nothing, which is not sent.

    Under the name of a property that check() derives from `value`, it lets the engine mark that one as secret, too: a
    dynamic provider sees neither marks nor sets them.
    """
    if not any(outputs_in(value)):
        return None
    whole = pulumi.Output.from_input(value)

    async def kept() -> Any:
        return await whole.future() if await whole.is_secret() else None

    async def is_known() -> bool:
        return await whole.is_known() or not await whole.is_secret()

    ensured = asyncio.ensure_future
    return pulumi.Output(whole.resources(), ensured(kept()), ensured(is_known()), whole.is_secret())


def outputs_in(value: Any, path: str = "value") -> Iterator[str]:
    """The paths of the outputs that a value, which stands at `path`, is or holds."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from outputs_in(inner, f'{path}["{key}"]')
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from outputs_in(inner, f"{path}[{index}]")
    elif isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        yield path


def refuse_options(resource_name: str, opts: object) -> None:
    """Refuses `import_`, and an AWS provider, which a dynamic resource cannot follow: the default account would be
    used silently.

    Raises:
        InvalidInputs: the resource is to be imported, it or one of its parents names such a provider, or these are no
            resource options.
    """
    if opts is None:
        return
    if not isinstance(opts, pulumi.ResourceOptions):
        raise InvalidInputs(
            f'"{resource_name}" is given opts of the type {type(opts).__name__}; pass opts=pulumi.ResourceOptions(…).'
        )
    if opts.import_:
        raise InvalidInputs(
            f'"{resource_name}" is given import_, but Pulumi cannot import dynamic resources; an existing stage is '
            'taken in with the argument adopt="arn:…".'
        )
    for package in _AWS_PACKAGES & set(_packages(opts)):
        raise InvalidInputs(
            f'"{resource_name}" is given a provider of "{package}", which a dynamic resource cannot follow; a stack '
            "has one account for it, set by the stack's aws: configuration, and region= is an argument of its own."
        )


def _packages(opts: pulumi.ResourceOptions) -> list[str]:
    given = [opts.provider] if opts.provider is not None else []
    several = opts.providers or {}
    given += list(several.values()) if isinstance(several, Mapping) else list(several)
    inherited = getattr(opts.parent, "_providers", {}) if opts.parent is not None else {}
    return [provider.package for provider in given] + list(inherited)


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)
