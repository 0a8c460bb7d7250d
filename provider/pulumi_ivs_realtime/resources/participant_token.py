"""The resource ParticipantToken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.resources.declared import Declared, type_of
from pulumi_ivs_realtime.resources.ending import in_one_sentence
from pulumi_ivs_realtime.resources.hidden import inputs
from pulumi_ivs_realtime.resources.options import refuse_options
from pulumi_ivs_realtime.resources.stage import stage_of

_COMPUTED = ("participantId", "token", "expirationTime")


class ParticipantToken(Declared, module="ivs-realtime", name="ParticipantToken"):
    """A token with which one participant joins a stage, renewed by `pulumi up` before it expires.

    Source: CreateParticipantToken, DisconnectParticipant. A token that is replaced or removed within its renewal
    window is left to expire; before that, and whenever its properties change, it is revoked, and whoever is in the
    stage with it is thrown out.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        stage_arn: Input[str],
        user_id: Input[str] | None = None,
        attributes: Input[Mapping[str, Input[str]]] | None = None,
        capabilities: Input[Sequence[Input[str]]] | None = None,
        duration: Input[int] = 720,
        renew_before: Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a token.

        Args:
            resource_name: Pulumi's logical name.
            stage_arn: the stage to join; its region is the token's.
            user_id: at most 128 characters; every participant sees it.
            attributes: at most 1 KB in all; every participant sees them.
            capabilities: any of "PUBLISH" and "SUBSCRIBE"; default both.
            duration: minutes until it expires, 1-20160; default 720.
            renew_before: minutes before expiry from which `pulumi up` makes a new one; default a quarter of
                `duration`, 0 for never. Changing it alone calls nothing.
            opts: Pulumi's resource options; `provider=` is refused.

        Raises:
            InvalidInputs: an option cannot work, such as an AWS provider.
        """
        declared = {
            "stageArn": stage_arn,
            "userId": user_id,
            "attributes": attributes,
            "capabilities": capabilities,
            "duration": duration,
            "renewBefore": renew_before,
        }
        with in_one_sentence():
            refuse_options(resource_name, opts)
            props = {**dict.fromkeys(_COMPUTED), **inputs(type_of(type(self)), resource_name, opts, declared)}
        # A stage takes its tokens with it: without this, each would cost a call of five a second.
        stage = stage_of(stage_arn)
        takes_it_along = stage if stage and not stage._is_retained else None
        ours = pulumi.ResourceOptions(additional_secret_outputs=["token"], deleted_with=takes_it_along)
        merged = pulumi.ResourceOptions.merge(ours, opts)
        super().__init__(ParticipantTokenProvider(), resource_name, props, merged)

    @property
    @pulumi.getter(name="participantId")
    def participant_id(self) -> pulumi.Output[str]:
        """The participant whom the token stands for; also the resource's `id`."""
        return pulumi.get(self, "participantId")

    @property
    @pulumi.getter
    def token(self) -> pulumi.Output[str]:
        """The token, a secret."""
        return pulumi.get(self, "token")

    @property
    @pulumi.getter(name="expirationTime")
    def expiration_time(self) -> pulumi.Output[str]:
        """When the token expires: ISO 8601, UTC."""
        return pulumi.get(self, "expirationTime")

    @property
    @pulumi.getter(name="stageArn")
    def stage_arn(self) -> pulumi.Output[str]:
        """The stage to join."""
        return pulumi.get(self, "stageArn")

    @property
    @pulumi.getter(name="userId")
    def user_id(self) -> pulumi.Output[str | None]:
        """Whom the token is for."""
        return pulumi.get(self, "userId")

    @property
    @pulumi.getter
    def attributes(self) -> pulumi.Output[Mapping[str, str] | None]:
        """What the participant brings along."""
        return pulumi.get(self, "attributes")

    @property
    @pulumi.getter
    def capabilities(self) -> pulumi.Output[Sequence[str] | None]:
        """What the participant may do; None stands for the service's default."""
        return pulumi.get(self, "capabilities")

    @property
    @pulumi.getter
    def duration(self) -> pulumi.Output[int]:
        """Minutes from creation to expiry."""
        return pulumi.get(self, "duration")

    @property
    @pulumi.getter(name="renewBefore")
    def renew_before(self) -> pulumi.Output[int | None]:
        """Minutes before expiry from which a new token is made."""
        return pulumi.get(self, "renewBefore")
