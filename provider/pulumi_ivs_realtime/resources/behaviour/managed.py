"""Resources with an ARN of their own: they bear tags, may be adopted, and one creation makes one of them."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.resources.behaviour.blocks import to_wire
from pulumi_ivs_realtime.resources.behaviour.declared import Declared
from pulumi_ivs_realtime.resources.behaviour.hidden import if_secret
from pulumi_ivs_realtime.resources.behaviour.recorded import attempt_input, new_attempt, remove_mark_once_recorded
from pulumi_ivs_realtime.resources.behaviour.run import this_run


class Managed(Declared):
    """A resource of the service that a program manages as a whole."""

    _attempt: str | None = None

    def _registered(self, given: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        """Once the state is seen to hold the resource, its mark goes."""
        if self._attempt and not self._hosted:
            remove_mark_once_recorded(self, self._declaration.of_kind, self._attempt, given["region"])
        _managed[self.id] = self
        self._is_retained = bool(opts and opts.retain_on_delete)
        self._manages_tags = "tags" not in (opts.ignore_changes or [] if opts else [])

    def _refuse(self, resource_name: str, given: Mapping[str, Any]) -> None:
        adopt = given["adopt"]
        if not isinstance(adopt, str):
            return
        other = this_run().adopted.setdefault(adopt, resource_name)
        if other != resource_name:
            raise InvalidInputs(f'"{resource_name}" adopts {adopt}, which "{other}" adopts already.')

    def _declared_inputs(self, given: Mapping[str, Any]) -> dict[str, Any]:
        blocks = {each.wire_name for each in self._declaration.arguments if each.block}
        declared = {name: to_wire(value) if name in blocks else value for name, value in given.items()}
        if declared["adopt"] is None:
            del declared["adopt"]
        return {**declared, "tagsAll": _secret_tags(given["tags"])}

    def _hidden_inputs(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self._attempt = new_attempt() if given["adopt"] is None else None
        return attempt_input(self._attempt)


_managed: weakref.WeakKeyDictionary[pulumi.Output[str], Managed] = weakref.WeakKeyDictionary()


def managed_by(arn: object) -> Managed | None:
    """The resource of this program whose `arn` or `id` this is; None when the value came another way."""
    return _managed.get(arn) if isinstance(arn, pulumi.Output) else None


def _secret_tags(tags: Any) -> pulumi.Output[Any] | None:
    """A secret in the place of `tagsAll` where tags or default tags are secret; check() puts the tags there."""
    if pulumi.runtime.is_config_secret("aws:defaultTags"):
        return pulumi.Output.secret({})
    return if_secret(tags)
