"""What is particular to IngestConfiguration: an encoder is a live participant, and who was thrown out stays out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pulumi_ivs_realtime.declarations import Property
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.inputs import IngestConfigurationInputs, is_known, or_else
from pulumi_ivs_realtime.rules.kinds.tokens import attribute_failures
from pulumi_ivs_realtime.rules.managed import Found, Live, ManagedRules, with_flag

STAGE_ARN = "stageArn"


class IngestConfigurationRules(ManagedRules[IngestConfigurationInputs]):
    """The rules of IngestConfiguration."""

    inputs = IngestConfigurationInputs
    deleted_by_force = True

    def normalised(self, inputs: IngestConfigurationInputs) -> IngestConfigurationInputs:
        """With `force_destroy` as a boolean."""
        return with_flag(inputs, "force_destroy")

    def particular_failures(self, inputs: IngestConfigurationInputs) -> Iterator[Failure]:
        """RTMP is not secure; attributes are short; the stage is near."""
        yield from attribute_failures(inputs.attributes)
        insecure = or_else(inputs.insecure_ingest, False)
        if inputs.ingest_protocol == "RTMP" and insecure is False:
            yield Failure("ingestProtocol", 'is "RTMP", which needs insecure_ingest=True; "RTMPS" needs nothing')
        arn = inputs.stage_arn
        place = parsed(arn) if isinstance(arn, str) else None
        if place and is_known(inputs.region) and place.region != inputs.region:
            yield Failure(
                STAGE_ARN,
                f"is in {place.region}, but the ingest configuration is in {inputs.region}; both must be in one region",
            )

    def comparable(self, inputs: IngestConfigurationInputs) -> IngestConfigurationInputs:
        """With the service's defaults for what is not said."""
        return replace(
            super().comparable(inputs),
            user_id=or_else(inputs.user_id, ""),
            attributes=or_else(inputs.attributes, {}),
            insecure_ingest=or_else(inputs.insecure_ingest, False),
            redundant_ingest=or_else(inputs.redundant_ingest, False),
            force_destroy=or_else(inputs.force_destroy, False),
            stage_arn=or_else(inputs.stage_arn, ""),
        )

    def found_value(self, declared: Property, value: Any, found: Found) -> Any:
        """A stage that the service took away stays declared: attaching it again would let in who was thrown out."""
        if declared.wire_name == STAGE_ARN and not found.get(STAGE_ARN):
            return value
        return super().found_value(declared, value, found)

    def fixed_failures(self, inputs: IngestConfigurationInputs, found: Found) -> Iterator[Failure]:
        """Adoption attaches nothing that may have been thrown out."""
        yield from super().fixed_failures(inputs, found)
        if is_known(inputs.stage_arn) and inputs.stage_arn and not found.get(STAGE_ARN):
            yield Failure(
                STAGE_ARN,
                f"is declared, but {found['arn']} belongs to no stage: it may have been thrown out. Adopt it without "
                "stage_arn, and declare that in a later run",
            )

    def outputs(self, inputs: IngestConfigurationInputs, found: Found) -> dict[str, Any]:
        """Credentials for redundancy are there only with it."""
        redundant = found.get("redundantIngest") and found.get("redundantIngestCredentials")
        return super().outputs(inputs, {**found, "redundantIngestCredentials": redundant or []})

    def told(self, found: Found) -> dict[str, Any]:
        """The service never shows whether RTMP without TLS is allowed; where it is used, it is."""
        return super().told({**found, "insecureIngest": found.get("ingestProtocol") == "RTMP"})

    def live(self, found: Found) -> Live | None:
        """An encoder publishes."""
        if found.get("state") != "ACTIVE":
            return None
        return Live("is in use by an encoder", "it would be cut off", "stop the encoder")

    def may_be_cut_off(self, inputs: IngestConfigurationInputs) -> bool:
        """Only a plain true says so."""
        return inputs.force_destroy is True

    def consequence(self, _old: IngestConfigurationInputs, _new: IngestConfigurationInputs) -> str:
        """Every encoder knows the old key."""
        return "it gets a new stream key, which every encoder must be given"


INGEST_CONFIGURATIONS = IngestConfigurationRules()
"""The rules of IngestConfiguration."""
