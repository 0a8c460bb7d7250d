"""The lifecycle of a Stage."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.errors import InvalidInputs, NotFound, Refused
from pulumi_ivs_realtime.lifecycle.creation import Creation
from pulumi_ivs_realtime.lifecycle.frame import UNKNOWN, Props, Provider, known
from pulumi_ivs_realtime.lifecycle.host import engine_address, tell
from pulumi_ivs_realtime.lifecycle.memory import Predecessor
from pulumi_ivs_realtime.lifecycle.own_state import Reading
from pulumi_ivs_realtime.lifecycle.unmarking import remove_held_marks, remove_mark, tell_denied
from pulumi_ivs_realtime.model import REGIONS, Failure
from pulumi_ivs_realtime.rules import stages
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.marks import LONGEST_CALL, MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.names import quoted_name, resource_name
from pulumi_ivs_realtime.rules.secrets import BLIND, blinded, secret_texts
from pulumi_ivs_realtime.rules.states import Recorded, StackState
from pulumi_ivs_realtime.rules.tags import Tags, reconcile_tags


class StageProvider(Provider):
    """Wraps CreateStage, GetStage, UpdateStage, DeleteStage and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    noun = "stage"

    def checked(self, olds: Props, news: Props, secret: Collection[str]) -> tuple[Props, list[Failure]]:
        """Offline, but for `adopt`."""
        self.memory.check(_urn(news))
        inputs = stages.completed(olds, news, self.settings, self._region(olds, news), known)
        failures = [*stages.stage_failures(inputs, known)]
        self._warn_of_region(inputs, secret)
        if not olds and not failures and known(inputs.get("adopt")):
            failures += self._adoption_failures(inputs, secret)
        return _with_unknowns(inputs), failures

    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Compares what is declared; only another region replaces. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=_is_stage(id_))
            self.memory.compare(id_)
            news = stages.handed_over(news, self.settings, known)
            changed = stages.changed_properties(id_, olds, news)
            replaces = [key for key in changed if key == "region"]
            self._note_replaced(id_, olds, news) if replaces else self._note_declared(id_, olds, news)
            return DiffResult(changes=bool(changed), replaces=replaces)

    def create(self, props: Props) -> CreateResult:
        """One CreateStage, or the adoption of an existing stage."""
        with self.speaking("creating", props):
            props = self._handed_over(props)
            began = time.monotonic()
            self.memory.own_state.begin(props)
            client = self.client(props["region"])
            if self.settings.create_mark:
                client.all_stages()
            reading = self.memory.own_state.read(props)
            self._refuse_live_predecessor(props, reading, began)
            self._tidy(client, reading, props["region"])
            self.memory.let_go(_urn(props))
            creation = Creation(
                client, self.settings, props, lambda since: self.memory.own_state.read(props, since=since)
            )
            stage = creation.adopted(self._adopted(props)) if props.get("adopt") else creation.stage()
            self.memory.make(stage["arn"])
            attempt = {"createAttempt": props["attempt"]} if props.get("attempt") else {}
            outs = stages.outputs(props, {**stage, **attempt})
            outs["tagsAll"] = {key: outs["tagsAll"][key] for key in outs["tagsAll"] if key not in creation.missing}
            return CreateResult(stage["arn"], {**outs, "tagsAll": {**outs["tagsAll"], **creation.left_over}})

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """UpdateStage for name and recording, UntagResource and TagResource for tags; only what is needed."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=_is_stage(id_))
            news = self._handed_over(news)
            client = self.client_of(id_)
            changes = stages.update_arguments(olds, news)
            stage = client.update_stage(id_, changes) if changes else {}
            self._change_tags(client, id_, olds.get("tagsAll", {}), news["tagsAll"], stage.get("tags", {}))
            return UpdateResult(stages.outputs(news, {**olds, **stage}))

    def read(self, id_: str, props: Props) -> ReadResult:
        """The stage as it is; gone only when the service says so in the region of its ARN."""
        with self.speaking("reading", props):
            self.memory.read(_urn(props))
            _refuse_contradiction(id_, props)
            try:
                stage = self.client_of(id_).read_stage(id_, whole=stages.RECORDING in props)
            except NotFound:
                return ReadResult("", {})
            found = stages.as_found(props, stage, self.settings)
            return ReadResult(id_, stages.outputs(found, {**props, **stage}), found)

    def delete(self, id_: str, props: Props) -> None:
        """DeleteStage; a live stage is refused unless it may be destroyed by force."""
        with self.speaking("deleting", props):
            if self.memory.is_kept(id_):
                tell(f"{quoted_name(props)}: {id_} is kept: the same run declares it")
                return
            try:
                self._delete(id_, props)
            except NotFound:
                return

    def _handed_over(self, props: Props) -> Props:
        """What the engine hands over after check(); refused where a policy made of it what the service would refuse."""
        inputs = stages.handed_over(props, self.settings, known)
        if failures := [*stages.stage_failures(inputs, known)]:
            secret = secret_texts(inputs, ("name", "tags", stages.RECORDING))  # for all that is known here
            raise InvalidInputs("; ".join(blinded(f"{path} {reason}", secret) for path, reason in failures) + ".")
        return inputs

    def _note_replaced(self, id_: str, olds: Props, news: Props) -> None:
        # delete() will see what was applied, so a forceDestroy that comes with the replacement does not count.
        forced = stages.may_be_cut_off(olds) and stages.may_be_cut_off(news)
        self.memory.replace(_urn(news), Predecessor(id_, forced))

    def _refuse_live_predecessor(self, props: Props, reading: Reading, began: float) -> None:
        """Nothing is made in the place of a live stage which could then not be deleted.

        diff() plans a replacement only where the region changes; one that is forced shows in the state alone.
        """
        if planned := self.memory.predecessor(_urn(props)):
            if not planned.forced and not (reading.state and reading.state.retains(planned.arn)):
                self._refuse_live(planned.arn, "replaced")
            return
        if reading.state is None:
            self._tell_unreadable(reading)
            return
        for old in self._forced_out(props, reading.state, began):
            kept = old.retained or self.memory.is_deleted(old.id) or old.id == props.get("adopt")
            if not (kept or stages.may_be_cut_off(old.inputs)):
                self._refuse_live(old.id, "replaced")

    def _forced_out(self, props: Props, state: StackState, began: float) -> list[Recorded]:
        """The resources that this creation replaces: of its URN, or of one that its aliases name.

        The engine tells aliases only in the pending creation itself, which a reading from before does not show. It is
        read again only where a live stage stands in the state that this run has not dealt with.
        """
        urn = _urn(props)
        own = state.standing([urn])
        if own or not any(self._is_live(other) for other in state.resources if self._is_open(other)):
            return own
        again = self.memory.own_state.read(props, since=began).state or state
        return again.standing(again.aliases(urn, str(props.get("attempt"))))

    def _is_open(self, recorded: Recorded) -> bool:
        """A stage of the state of which this run has not said yet what becomes of it."""
        return _is_stage(recorded.id) and not recorded.leaving and not self.memory.is_compared(recorded.id)

    def _is_live(self, recorded: Recorded) -> bool:
        stage = self.client_of(recorded.id).all_stages().get(recorded.id)
        return bool(stage and stage.get("activeSessionId"))

    def _tell_unreadable(self, reading: Reading) -> None:
        if engine_address() and self.memory.first("unreadable"):
            tell(
                f"the stack's state cannot be read ({reading.reason}): a live stage that is replaced by force is "
                "protected only when it is to be deleted, after its successor was made"
            )

    def _tidy(self, client: IvsRealTimeClient, reading: Reading, region: str) -> None:
        tidy = self.settings.create_mark and self.memory.first("tidied", region)
        if tidy and reading.state is not None:
            remove_held_marks(client, reading.state)

    def _change_tags(self, client: IvsRealTimeClient, arn: str, old: Tags, new: Tags, answered: Tags) -> None:
        """The fewest calls; a mark that state or service shows goes in passing."""
        changes = reconcile_tags(old, new, self.settings.ignored_tags)
        mark = mark_of(answered) or mark_of(old)
        marked = MARK_KEY in old or (mark is not None and mark.phase != "kept")
        if marked and changes.to_remove:
            changes = changes._replace(to_remove=[*changes.to_remove, MARK_KEY])
        elif marked and not remove_mark(client, arn, mark):
            tell_denied(arn)
        client.change_tags(arn, changes)

    def _note_declared(self, id_: str, olds: Props, news: Props) -> None:
        urn = _urn(news)
        if not self.memory.is_checked(urn):
            return
        holder = self.memory.hold(id_, urn, adopted=id_ in (olds.get("adopt"), news.get("adopt")))
        if holder != urn:
            raise Refused(f'{id_} is declared by "{resource_name(holder)}", too; one stage is one resource\'s.')

    def _delete(self, id_: str, props: Props) -> None:
        if not stages.may_be_cut_off(props):
            self._refuse_live(id_, "deleted")
        self.client_of(id_).delete_stage(id_)
        self.memory.delete(id_, _urn(props))

    def _refuse_live(self, arn: str | None, verb: str) -> None:
        if arn is None or arn in self.settings.force_destroy:
            return
        try:
            session = self.client_of(arn).get_stage(arn).get("activeSessionId")
        except NotFound:
            return
        if session:
            others = ", where it is set but does not name this ARN (several are separated by commas)"
            raise Refused(
                f"{arn} is live (session {session}) and is not {verb}: everyone in it would be thrown out. Wait until "
                f"the session has ended, or set PULUMI_IVS_FORCE_DESTROY={arn} in the environment"
                f"{others if self.settings.force_destroy else ''}."
            )

    def _region(self, olds: Props, news: Props) -> Any:
        """The argument, else aws:region; the environment only chooses for a new stage and never moves one."""
        declared = news.get("region") or self.settings.region or olds.get("region")
        return declared or self.settings.fallback_region or profile_region(self.settings.connection)

    def _warn_of_region(self, inputs: Props, secret: Collection[str]) -> None:
        """A region that AWS has added since is no error."""
        region = inputs.get("region")
        if not known(region) or not isinstance(region, str) or region in REGIONS:
            return
        if self.memory.first("region", region):
            shown = BLIND if "region" in secret else f'"{region}"'
            tell(
                f"{quoted_name(inputs)}: region {shown} is not known to serve Amazon IVS Real-Time; "
                f"known are {', '.join(REGIONS)}",
                "warning",
            )

    def _adopted(self, props: Props) -> Props:
        return self.client(props["region"]).get_stage(props["adopt"])

    def _adoption_failures(self, inputs: Props, secret: Collection[str]) -> list[Failure]:
        arn, urn = inputs["adopt"], _urn(inputs)
        place = parsed(arn)
        if place is None or place.kind != "stage":
            return [Failure("adopt", f'must be the ARN of a stage, not "{arn}"')]
        if known(inputs.get("region")) and place.region != inputs["region"]:
            return [Failure("adopt", f"{arn} lies in {place.region}, but this stage in {inputs['region']}")]
        if (other := self.memory.adopt(arn, urn)) != urn:
            return [Failure("adopt", f"{arn} is adopted twice, here and by {other}")]
        if (holder := self.memory.holder(arn) or urn) != urn:
            return [Failure("adopt", f'{arn} is managed by "{resource_name(holder)}" already')]
        return self._announced(inputs, arn, place.region, secret)

    def _announced(self, inputs: Props, arn: str, region: str, secret: Collection[str]) -> list[Failure]:
        try:
            stage = self.client(region).get_stage(arn)
        except NotFound:
            return [Failure("adopt", f"{arn} does not exist; take the argument away to create a new stage")]
        mark = mark_of(stage.get("tags", {}))
        if mark and mark.phase == "begun" and mark.age(self.client(region).now()) < LONGEST_CALL:
            return [Failure("adopt", f"{arn} is being created by another run; try again in {LONGEST_CALL:.0f} s")]
        self._announce(inputs, stage, secret)
        return []

    def _announce(self, inputs: Props, stage: Props, secret: Collection[str]) -> None:
        before, after = stages.drift(inputs, stage, self.settings)
        shown = {key: f"{_shown(before[key])} → {_shown(after[key])}" for key in before}
        changes = "; ".join(f"{key} {BLIND if key in secret else change}" for key, change in shown.items())
        tell(f"{quoted_name(inputs)} adopts {stage['arn']}: {changes or 'nothing about it will change'}")


def _is_stage(id_: str) -> bool:
    place = parsed(id_)
    return place is not None and place.kind == "stage"


def _urn(props: Props) -> str:
    return str(props.get("createUrn"))


def _with_unknowns(inputs: Props) -> Props:
    return inputs if "tagsAll" in inputs else {**inputs, "tagsAll": UNKNOWN}


def _refuse_contradiction(id_: str, props: Props) -> None:
    place = parsed(id_)
    if place and props.get("region") and props["region"] != place.region:
        raise Refused(f"{id_} lies in {place.region}, but the state says {props['region']}; one of them is wrong.")


def _shown(value: object) -> str:
    return json.dumps(value, default=lambda _: "(not known yet)", ensure_ascii=False)
