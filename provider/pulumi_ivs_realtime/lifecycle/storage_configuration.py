"""The lifecycle of StorageConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient
from pulumi_ivs_realtime.declarations import STORAGE_CONFIGURATION
from pulumi_ivs_realtime.errors import NotFound, Refused
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.rules.inputs import StorageConfigurationInputs
from pulumi_ivs_realtime.rules.kinds.recording import PROPERTY
from pulumi_ivs_realtime.rules.kinds.storage_configurations import STORAGE_CONFIGURATIONS


class StorageConfigurationProvider(ManagedProvider[StorageConfigurationInputs]):
    """Wraps the operations of its kind and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = STORAGE_CONFIGURATION
    rules = STORAGE_CONFIGURATIONS

    def before_deletion(self, id_: str, inputs: StorageConfigurationInputs) -> None:  # noqa: ARG002 - of all kinds
        """A live stage that records to it would lose its recording; whether the service minds is not known [INFER]."""
        if id_ in self.settings.force_destroy:
            return
        if recording := self._recording_to(self.client_of(id_), id_):
            raise Refused(
                f"{id_} is in use: the live stages {', '.join(recording)} record to it. Wait until their sessions have "
                f"ended, turn their recording off, or set PULUMI_IVS_FORCE_DESTROY={id_} in the environment."
            )

    def _recording_to(self, client: IvsRealTimeClient, id_: str) -> list[str]:
        live = (stage["arn"] for stage in client.list(STAGE) if stage.get("activeSessionId"))
        return [arn for arn in live if _storage_of(client, arn) == id_]


def _storage_of(client: IvsRealTimeClient, stage: str) -> str:
    try:
        return str(client.get(STAGE, stage).get(PROPERTY, {}).get("storageConfigurationArn", ""))
    except NotFound:
        return ""
