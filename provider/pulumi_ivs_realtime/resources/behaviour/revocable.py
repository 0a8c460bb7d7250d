"""Participant tokens: secrets that a stage takes along, and that are revoked one by one otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_ivs_realtime.resources.behaviour.declared import Declared
from pulumi_ivs_realtime.resources.behaviour.managed import managed_by


class Revocable(Declared):
    """A token with which one participant joins a stage."""

    def _merged_options(
        self, given: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> pulumi.ResourceOptions | None:
        # A stage takes its tokens with it: without this, each would cost a call of five a second.
        stage = managed_by(given["stageArn"])
        takes_it_along = stage if stage and not stage._is_retained else None
        ours = pulumi.ResourceOptions(deleted_with=takes_it_along)
        return pulumi.ResourceOptions.merge(ours, super()._merged_options(given, opts))
