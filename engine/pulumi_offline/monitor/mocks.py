"""Resources and functions of other packages, which this engine does not run: recorded, with answers that can be set."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from pulumi_offline.errors import EngineError, ProviderFault
from pulumi_offline.resource.property_diff import input_diff
from pulumi_offline.resource.property_values import Props, equal, revealed, with_secrets_of
from pulumi_offline.resource.providers import Diff, Failures, Read
from pulumi_offline.resource.urns import name_of, type_of

# From a resource's type, name and inputs to its id and outputs.
Resources = Callable[[str, str, Props], tuple[str, Props]]
# From a function's arguments to its result.
Function = Callable[[Props], Props]


def _plain(_type: str, name: str, inputs: Props) -> tuple[str, Props]:
    return f"{name}_id", dict(inputs)


@dataclasses.dataclass
class Mocks:
    """What other packages answer.

    Attributes:
        resources: makes a resource's id and outputs; default `<name>_id` and its inputs.
        functions: results by token, such as `aws:index/getRegion:getRegion`; without one a call is refused by name.
    """

    resources: Resources = _plain
    functions: Mapping[str, Function | Props] = dataclasses.field(default_factory=dict)


class MockedPackage:
    """The provider of a package that is not run."""

    def __init__(self, package: str, mocks: Mocks, *, preview: bool) -> None:
        self._package = package
        self._mocks = mocks
        self._preview = preview

    async def check(self, _urn: str, _olds: Props, news: Props) -> tuple[Props, Failures]:
        """Everything is right."""
        return news, []

    async def diff(
        self, _urn: str, _id: str, old_inputs: Props, _old_outputs: Props, news: Props, _ignore: list[str]
    ) -> Diff:
        """Every change of inputs is an update in place."""
        return Diff("none") if equal(old_inputs, news) else input_diff(old_inputs, news)

    async def create(self, urn: str, inputs: Props, *, preview: bool) -> tuple[str, Props]:
        """What the mocks say; in a preview the inputs."""
        if preview:
            return "", dict(inputs)
        return self._answer(urn, inputs)

    async def update(
        self, urn: str, id_: str, _old_inputs: Props, old_outputs: Props, news: Props, *, preview: bool
    ) -> Props:
        """The new inputs over what the mocks say."""
        del id_, old_outputs
        return dict(news) if preview else self._answer(urn, news)[1]

    async def read(self, urn: str, id_: str, _inputs: Props | None, outputs: Props) -> Read:
        """What is known of it; of a resource that the program only reads, what the mocks say."""
        return Read(id_, {**self._answer(urn, outputs)[1], **outputs})

    def _answer(self, urn: str, inputs: Props) -> tuple[str, Props]:
        """Id and outputs from the mock, which sees secrets in plain text; what repeats them is secret again.

        Raises:
            ProviderFault: it failed, or answered something else.
        """
        type_, name = type_of(urn), name_of(urn)
        try:
            answer = self._mocks.resources(type_, name, revealed(inputs))
        except EngineError:
            raise
        except Exception as error:
            raise ProviderFault(f'the mock of {type_} "{name}" failed: {type(error).__name__}: {error}') from error
        match answer:
            case (str() as id_, dict() as outputs):
                return id_, with_secrets_of(outputs, inputs)
        raise ProviderFault(
            f'the mock of {type_} "{name}" must answer an id and outputs, such as ("{name}_id", {{**inputs}}), '
            f"not {type(answer).__name__}"
        )

    async def delete(self, urn: str, id_: str, inputs: Props, outputs: Props) -> None:
        """Nothing stands behind it."""

    async def invoke(self, token: str, args: Props) -> tuple[Props, Failures]:
        """What the mocks say.

        Raises:
            ProviderFault: they say nothing.
        """
        answer = self._mocks.functions.get(token)
        if answer is None:
            raise ProviderFault(
                f"{token}: the offline engine does not run package '{self._package}', and no mock answers this function"
            )
        if callable(answer):
            try:
                return answer(revealed(args)), []
            except EngineError:
                raise
            except Exception as error:
                raise ProviderFault(f"the mock of {token} failed: {type(error).__name__}: {error}") from error
        return dict(answer), []

    async def close(self) -> None:
        """Nothing to end."""
