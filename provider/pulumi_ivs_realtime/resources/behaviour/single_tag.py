"""Single tags on resources that something else manages: who else sets the same one is refused or warned of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.resources.behaviour.declared import Declared
from pulumi_ivs_realtime.resources.behaviour.managed import Managed, managed_by
from pulumi_ivs_realtime.resources.behaviour.run import program_settings, this_run
from pulumi_ivs_realtime.rules.texts import as_text


class SingleTag(Declared):
    """One tag, which touches no other."""

    def _refuse(self, resource_name: str, given: Mapping[str, Any]) -> None:
        arn, key = given["resourceArn"], as_text(given["key"])
        _set_once(resource_name, arn, key)
        _warn_of_rival(resource_name, managed_by(arn), key)


def _set_once(resource_name: str, resource_arn: object, key: object) -> None:
    """Two that show themselves only once their values are known are found by check()."""
    if not isinstance(resource_arn, str | pulumi.Output) or not isinstance(key, str):
        return
    other = this_run().tagged.setdefault((resource_arn, key), resource_name)
    if other != resource_name:
        raise InvalidInputs(
            f'"{resource_name}" sets the tag "{key}", which "{other}" sets there already; keep one of them.'
        )


def _warn_of_rival(resource_name: str, rival: Managed | None, key: object) -> None:
    ignored = isinstance(key, str) and program_settings().ignored_tags.holds(key)
    if rival is not None and rival._manages_tags and not ignored:
        of = rival._declaration
        pulumi.log.warn(
            f'the {of.name} "{rival.pulumi_resource_name}" of this program manages all tags of its {of.noun} and '
            f'removes the one that "{resource_name}" sets, unless aws:ignoreTags names its key or the {of.name} has '
            'ignore_changes=["tags"].'
        )
