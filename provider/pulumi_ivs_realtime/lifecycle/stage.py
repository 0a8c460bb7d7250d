"""The lifecycle of a Stage."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from pulumi.dynamic import CreateResult, DiffResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.declarations import STAGE
from pulumi_ivs_realtime.errors import InvalidInputs, NotFound, Refused
from pulumi_ivs_realtime.lifecycle.creation import Creation
from pulumi_ivs_realtime.lifecycle.frame import UNKNOWN, Props, Provider, is_unknown
from pulumi_ivs_realtime.lifecycle.host import engine_address, tell
from pulumi_ivs_realtime.lifecycle.memory import Predecessor
from pulumi_ivs_realtime.lifecycle.own_state import Reading
from pulumi_ivs_realtime.lifecycle.unmarking import remove_held_marks, remove_mark, tell_denied
from pulumi_ivs_realtime.model import REGIONS, Failure
from pulumi_ivs_realtime.rules import stages
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import LONGEST_CALL, MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.identity.states import Recorded, StackState
from pulumi_ivs_realtime.rules.inputs import StageInputs, Unknown, Value, is_known, required
from pulumi_ivs_realtime.rules.names import resource_name
from pulumi_ivs_realtime.rules.secrets import BLIND, blinded, secret_texts
from pulumi_ivs_realtime.rules.spelling import as_python, nearest, with_python_keys
from pulumi_ivs_realtime.rules.tags import Tags, reconcile_tags


class StageProvider(Provider):
    """Wraps CreateStage, GetStage, UpdateStage, DeleteStage and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = STAGE

    def checked(self, olds: Props, news: Props) -> tuple[Props, list[Failure]]:
        """Offline, but for `adopt`."""
        old, new = _recorded(olds) if olds else None, _recorded(news)
        self.memory.check(new.urn)
        inputs = stages.completed(old, new, self.settings, self._region(old, new))
        failures = [*stages.stage_failures(inputs)]
        self._warn_of_region(inputs)
        if old is None and not failures and is_known(inputs.adopt):
            failures += self._adoption_failures(inputs, inputs.adopt)
        return _with_unknowns(inputs).to_props(), failures

    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Compares what is declared; only another region replaces. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=_is_stage(id_))
            self.memory.compare(id_)
            old, new = _recorded(olds), stages.handed_over(_recorded(news), self.settings)
            changed = stages.changed_properties(id_, old, new)
            replaces = [name for name in changed if name in STAGE.replacing]
            self._note_replaced(id_, old, new) if replaces else self._note_declared(id_, old, new)
            return DiffResult(changes=bool(changed), replaces=replaces)

    def create(self, props: Props) -> CreateResult:
        """One CreateStage, or the adoption of an existing stage."""
        with self.speaking("creating", props):
            inputs = self._handed_over(props)
            began = time.monotonic()
            self.memory.own_state.begin(inputs)
            region = required(inputs.region, "region")
            client = self.client(region)
            if self.settings.create_mark:
                client.all_stages()
            reading = self.memory.own_state.read(inputs)
            self._refuse_live_predecessor(inputs, reading, began)
            self._tidy(client, reading, region)
            self.memory.let_go(inputs.urn)
            creation = Creation(
                client, self.settings, inputs, lambda since: self.memory.own_state.read(inputs, since=since)
            )
            stage = creation.adopted(client.get_stage(inputs.adopt)) if _adopts(inputs.adopt) else creation.stage()
            self.memory.make(stage["arn"])
            attempt = {"createAttempt": inputs.attempt} if inputs.attempt else {}
            tags = required(inputs.tags_all, "tagsAll")
            left = {key: value for key, value in tags.items() if key not in creation.missing}
            made = replace(inputs, tags_all={**left, **creation.left_over})
            return CreateResult(stage["arn"], stages.outputs(made, {**stage, **attempt}))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """UpdateStage for name and recording, UntagResource and TagResource for tags; only what is needed."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=_is_stage(id_))
            old, new = _recorded(olds), self._handed_over(news)
            client = self.client_of(id_)
            changes = stages.update_arguments(old, new)
            stage = client.update_stage(id_, changes) if changes else {}
            tags = old.tags_all if is_known(old.tags_all) else {}
            self._change_tags(client, id_, tags, required(new.tags_all, "tagsAll"), stage.get("tags", {}))
            return UpdateResult(stages.outputs(new, {**olds, **stage}))

    def read(self, id_: str, props: Props) -> ReadResult:
        """The stage as it is; gone only when the service says so in the region of its ARN."""
        with self.speaking("reading", props):
            inputs = _recorded(props)
            self.memory.read(inputs.urn)
            _refuse_contradiction(id_, inputs)
            whole = inputs.auto_participant_recording_configuration is not None
            try:
                stage = self.client_of(id_).read_stage(id_, whole=whole)
            except NotFound:
                return ReadResult("", {})
            found = stages.as_found(inputs, stage, self.settings)
            return ReadResult(id_, stages.outputs(found, {**props, **stage}), found.to_props(others=False))

    def delete(self, id_: str, props: Props) -> None:
        """DeleteStage; a live stage is refused unless it may be destroyed by force."""
        with self.speaking("deleting", props):
            inputs = _recorded(props)
            if self.memory.is_kept(id_):
                tell(f"{inputs.quoted_name}: {id_} is kept: the same run declares it")
                return
            try:
                self._delete(id_, inputs)
            except NotFound:
                return

    def _handed_over(self, props: Props) -> StageInputs:
        """What the engine hands over after check(); refused where a policy made of it what the service would refuse."""
        inputs = stages.handed_over(_recorded(props), self.settings)
        if failures := [*stages.stage_failures(inputs)]:
            secret = secret_texts(inputs.to_props(), ("name", "tags", stages.RECORDING))  # for all that is known here
            found = [blinded(f"{as_python(path)} {reason}", secret) for path, reason in failures]
            raise InvalidInputs(f"{'; '.join(found)}.")
        return inputs

    def _note_replaced(self, id_: str, old: StageInputs, new: StageInputs) -> None:
        # delete() will see what was applied, so a forceDestroy that comes with the replacement does not count.
        forced = stages.may_be_cut_off(old) and stages.may_be_cut_off(new)
        self.memory.replace(new.urn, Predecessor(id_, forced))

    def _refuse_live_predecessor(self, inputs: StageInputs, reading: Reading, began: float) -> None:
        """Nothing is made in the place of a live stage which could then not be deleted.

        diff() plans a replacement only where the region changes; one that is forced shows in the state alone.
        """
        if planned := self.memory.predecessor(inputs.urn):
            if not planned.forced and not (reading.state and reading.state.retains(planned.arn)):
                self._refuse_live(planned.arn, "replaced")
            return
        if reading.state is None:
            self._tell_unreadable(reading)
            return
        for old in self._forced_out(inputs, reading.state, began):
            kept = old.retained or self.memory.is_deleted(old.id) or old.id == inputs.adopt
            if not (kept or stages.may_be_cut_off(_recorded(old.inputs))):
                self._refuse_live(old.id, "replaced")

    def _forced_out(self, inputs: StageInputs, state: StackState, began: float) -> list[Recorded]:
        """The resources that this creation replaces: of its URN, or of one that its aliases name.

        The engine tells aliases only in the pending creation itself, which a reading from before does not show. It is
        read again only where a live stage stands in the state that this run has not dealt with.
        """
        own = state.standing([inputs.urn])
        if own or not any(self._is_live(other) for other in state.resources if self._is_open(other)):
            return own
        again = self.memory.own_state.read(inputs, since=began).state or state
        return again.standing(again.aliases(inputs.urn, str(inputs.attempt)))

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

    def _note_declared(self, id_: str, old: StageInputs, new: StageInputs) -> None:
        urn = new.urn
        if not self.memory.is_checked(urn):
            return
        holder = self.memory.hold(id_, urn, adopted=id_ in (old.adopt, new.adopt))
        if holder != urn:
            raise Refused(f'{id_} is declared by "{resource_name(holder)}", too; one stage belongs to one resource.')

    def _delete(self, id_: str, inputs: StageInputs) -> None:
        if not stages.may_be_cut_off(inputs):
            self._refuse_live(id_, "deleted")
        self.client_of(id_).delete_stage(id_)
        self.memory.delete(id_, inputs.urn)

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

    def _region(self, old: StageInputs | None, new: StageInputs) -> Any:
        """The argument, else aws:region; the environment only chooses for a new stage and never moves one."""
        declared = new.region or self.settings.region or (old and old.region)
        return declared or self.settings.fallback_region or profile_region(self.settings.connection)

    def _warn_of_region(self, inputs: StageInputs) -> None:
        """A region that AWS has added since is no error."""
        region = inputs.region
        if not isinstance(region, str) or region in REGIONS:
            return
        if self.memory.first("region", region):
            shown = BLIND if "region" in inputs.secret else f'"{region}"'
            tell(
                f"{inputs.quoted_name}: region {shown} is not known to serve Amazon IVS Real-Time; "
                f"{_known_regions(region, secret='region' in inputs.secret)}",
                "warning",
            )

    def _adoption_failures(self, inputs: StageInputs, arn: str) -> list[Failure]:
        urn = inputs.urn
        place = parsed(arn)
        if place is None or place.kind != "stage":
            return [Failure("adopt", f'must be the ARN of a stage, not "{arn}"')]
        if is_known(inputs.region) and place.region != inputs.region:
            return [Failure("adopt", f"{arn} is in {place.region}, but this stage is in {inputs.region}")]
        if (other := self.memory.adopt(arn, urn)) != urn:
            return [Failure("adopt", f"{arn} is adopted twice, here and by {other}")]
        if (holder := self.memory.holder(arn) or urn) != urn:
            return [Failure("adopt", f'{arn} is managed by "{resource_name(holder)}" already')]
        return self._announced(inputs, arn, place.region)

    def _announced(self, inputs: StageInputs, arn: str, region: str) -> list[Failure]:
        try:
            stage = self.client(region).get_stage(arn)
        except NotFound:
            return [Failure("adopt", f"{arn} does not exist; take the argument away to create a new stage")]
        mark = mark_of(stage.get("tags", {}))
        if mark and mark.phase == "begun" and mark.age(self.client(region).now()) < LONGEST_CALL:
            return [Failure("adopt", f"{arn} is being created by another run; try again in {LONGEST_CALL:.0f} s")]
        self._announce(inputs, stage)
        return []

    def _announce(self, inputs: StageInputs, stage: Mapping[str, Any]) -> None:
        drift = stages.drift(inputs, stage, self.settings)
        shown = {each.name: f"{_shown(each, each.before)} → {_shown(each, each.after)}" for each in drift}
        said = {as_python(name): BLIND if name in inputs.secret else change for name, change in shown.items()}
        changes = "; ".join(f"{name} {change}" for name, change in said.items())
        tell(f"{inputs.quoted_name} adopts {stage['arn']}: {changes or 'nothing about it will change'}")


def _known_regions(region: str, *, secret: bool) -> str:
    everything = f"known are {', '.join(REGIONS)}"
    close = "" if secret else nearest(region, list(REGIONS))
    return f"{close} {everything[0].upper()}{everything[1:]}" if close.startswith("did") else everything


def _is_stage(id_: str) -> bool:
    place = parsed(id_)
    return place is not None and place.kind == "stage"


def _recorded(props: Mapping[str, Any]) -> StageInputs:
    """The inputs as they stand in a state."""
    return StageInputs.from_props(props, is_unknown)


def _adopts(adopt: Value[str]) -> TypeGuard[str]:
    return is_known(adopt) and bool(adopt)


def _with_unknowns(inputs: StageInputs) -> StageInputs:
    return replace(inputs, tags_all=Unknown(UNKNOWN)) if inputs.tags_all is None else inputs


def _refuse_contradiction(id_: str, inputs: StageInputs) -> None:
    place = parsed(id_)
    if place and inputs.region and inputs.region != place.region:
        raise Refused(f"{id_} is in {place.region}, but the state says {inputs.region}; one of them is wrong.")


def _shown(drift: stages.Drift, value: object) -> str:
    if drift.name == stages.RECORDING:
        value = with_python_keys(value)
    return json.dumps(value, default=lambda _: "(not known yet)", ensure_ascii=False)
