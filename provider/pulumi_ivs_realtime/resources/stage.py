"""The resource Stage."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.resources.blocks import to_wire
from pulumi_ivs_realtime.resources.declared import Declared, type_of
from pulumi_ivs_realtime.resources.ending import in_one_sentence
from pulumi_ivs_realtime.resources.hidden import if_secret, inputs
from pulumi_ivs_realtime.resources.options import refuse_options
from pulumi_ivs_realtime.resources.recorded import attempt_input, new_attempt, remove_mark_once_recorded
from pulumi_ivs_realtime.resources.recording import (
    AutoParticipantRecordingConfiguration,
    AutoParticipantRecordingConfigurationArgs,
)
from pulumi_ivs_realtime.resources.run import this_run

_COMPUTED = ("tagsAll", "endpoints", "activeSessionId", "createAttempt")


@pulumi.output_type
class StageEndpoints(dict):  # type: ignore[type-arg]  # what the SDK asks of output types
    """Where clients of the stage connect to; may be cached for 14 days."""

    events: str | None = pulumi.property("events", default=None)
    whip: str | None = pulumi.property("whip", default=None)
    rtmp: str | None = pulumi.property("rtmp", default=None)
    rtmps: str | None = pulumi.property("rtmps", default=None)


class Stage(Declared, module="ivs-realtime", name="Stage"):
    """An Amazon IVS Real-Time stage: a virtual room whose participants see and hear each other.

    Its outputs `arn`, `name`, `tags`, `tags_all` and `region` stay known while the stage is updated, so that what
    uses them does not show as changed in a preview. Source: CreateStage, GetStage, UpdateStage, DeleteStage.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str] | None = None,
        tags: Input[Mapping[str, Input[str]]] | None = None,
        auto_participant_recording_configuration: (
            Input[AutoParticipantRecordingConfigurationArgs] | Mapping[str, Any] | None
        ) = None,
        region: Input[str] | None = None,
        force_destroy: Input[bool] = False,
        adopt: Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a stage.

        Args:
            resource_name: Pulumi's logical name.
            name: at most 128 letters, digits, '-' and '_'; default `<resource_name>-<7 hex>`, kept for life.
            tags: at most 50 together with the stack's default tags; key 1-128 characters, value 0-256.
                Numbers and booleans are taken as their text.
            auto_participant_recording_configuration: recording of each participant; default off.
            region: default `aws:region`, else the environment's. A change replaces the stage.
            force_destroy: whether a stage with an active session may be destroyed; default False.
            adopt: ARN of an existing stage to manage from now on; counts only when the resource is first created.
            opts: Pulumi's resource options; `provider=` is refused.

        Raises:
            InvalidInputs: an option cannot work, such as an AWS provider, or one ARN is adopted twice.
        """
        declared = {
            "name": name,
            "tags": tags,
            "tagsAll": _secret_tags(tags),
            "autoParticipantRecordingConfiguration": to_wire(auto_participant_recording_configuration),
            "region": region,
            "forceDestroy": force_destroy,
            **({"adopt": adopt} if adopt is not None else {}),
        }
        with in_one_sentence():
            refuse_options(resource_name, opts)
            _adopt_once(resource_name, adopt)
            props = {**dict.fromkeys(_COMPUTED), **inputs(type_of(type(self)), resource_name, opts, declared)}
            attempt = new_attempt() if adopt is None else None
        super().__init__(StageProvider(), resource_name, {**props, **attempt_input(attempt)}, opts)
        if attempt:
            remove_mark_once_recorded(self, attempt, region)
        _stages[self.id] = self
        self._is_retained = bool(opts and opts.retain_on_delete)
        self._manages_tags = "tags" not in (opts.ignore_changes or [] if opts else [])

    @property
    def arn(self) -> pulumi.Output[str]:
        """The stage's ARN, which is also its `id`; known as long as the stage exists."""
        return self.id

    @property
    @pulumi.getter
    def name(self) -> pulumi.Output[str]:
        """The stage's name on the service, declared or automatic."""
        return pulumi.get(self, "name")

    @property
    @pulumi.getter
    def tags(self) -> pulumi.Output[Mapping[str, str] | None]:
        """The declared tags."""
        return pulumi.get(self, "tags")

    @property
    @pulumi.getter(name="tagsAll")
    def tags_all(self) -> pulumi.Output[Mapping[str, str]]:
        """The declared tags over the stack's default tags, without the ignored ones."""
        return pulumi.get(self, "tagsAll")

    @property
    @pulumi.getter
    def region(self) -> pulumi.Output[str]:
        """The region in which the stage lies."""
        return pulumi.get(self, "region")

    @property
    @pulumi.getter
    def endpoints(self) -> pulumi.Output[StageEndpoints]:
        """Where clients connect to; not known while an update of the stage is planned."""
        return pulumi.get(self, "endpoints")

    @property
    @pulumi.getter(name="activeSessionId")
    def active_session_id(self) -> pulumi.Output[str]:
        """The session that was live at the last `up` or `refresh`; "" when there was none."""
        return pulumi.get(self, "activeSessionId")

    @property
    @pulumi.getter(name="autoParticipantRecordingConfiguration")
    def auto_participant_recording_configuration(
        self,
    ) -> pulumi.Output[AutoParticipantRecordingConfiguration | None]:
        """Recording, as far as it is declared."""
        return pulumi.get(self, "autoParticipantRecordingConfiguration")

    @property
    @pulumi.getter(name="forceDestroy")
    def force_destroy(self) -> pulumi.Output[bool]:
        """Whether the stage may be destroyed while it is live."""
        return pulumi.get(self, "forceDestroy")


def _secret_tags(tags: Input[Mapping[str, Input[str]]] | None) -> pulumi.Output[Any] | None:
    """A secret in the place of `tagsAll` where tags or default tags are secret; check() puts the tags there."""
    if pulumi.runtime.is_config_secret("aws:defaultTags"):
        return pulumi.Output.secret({})
    return if_secret(tags)


_stages: weakref.WeakKeyDictionary[pulumi.Output[str], Stage] = weakref.WeakKeyDictionary()


def stage_of(arn: object) -> Stage | None:
    """The Stage of this program whose `arn` or `id` this is; None when the value came another way."""
    return _stages.get(arn) if isinstance(arn, pulumi.Output) else None


def _adopt_once(resource_name: str, adopt: object) -> None:
    if not isinstance(adopt, str):
        return
    other = this_run().adopted.setdefault(adopt, resource_name)
    if other != resource_name:
        raise InvalidInputs(f'"{resource_name}" adopts {adopt}, which "{other}" adopts already.')
