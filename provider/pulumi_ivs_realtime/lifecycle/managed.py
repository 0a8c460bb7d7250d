"""The lifecycle that all resources with an ARN of their own share."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeGuard, TypeVar

from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.declarations import CREATE_ATTEMPT
from pulumi_ivs_realtime.errors import InvalidInputs, NotFound, QuotaExceeded, Refused
from pulumi_ivs_realtime.lifecycle.creation import Creation
from pulumi_ivs_realtime.lifecycle.frame import UNKNOWN, Comparison, Props, Provider, is_unknown
from pulumi_ivs_realtime.lifecycle.host import engine_address, tell
from pulumi_ivs_realtime.lifecycle.memory import Predecessor
from pulumi_ivs_realtime.lifecycle.own_state import Reading
from pulumi_ivs_realtime.lifecycle.unmarking import remove_held_marks, remove_mark, tell_denied
from pulumi_ivs_realtime.model import REGIONS, Failure
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.hidden import as_now_spelt
from pulumi_ivs_realtime.rules.identity.marks import LONGEST_CALL, MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.identity.states import Recorded, StackState
from pulumi_ivs_realtime.rules.inputs import ManagedInputs, Unknown, Value, is_known, required
from pulumi_ivs_realtime.rules.managed import Drift, ManagedRules
from pulumi_ivs_realtime.rules.names import resource_name
from pulumi_ivs_realtime.rules.secrets import BLIND, blinded, secret_texts
from pulumi_ivs_realtime.rules.spelling import as_python, nearest, with_python_keys
from pulumi_ivs_realtime.rules.tags import Tags, reconcile_tags

_I = TypeVar("_I", bound=ManagedInputs)


class ManagedProvider(Provider, Generic[_I]):
    """Wraps the operations of one kind: create, get, list, update where there is one, delete, and the tag calls.

    Attributes:
        rules: of the kind.
    """

    rules: ClassVar[ManagedRules[Any]]

    @property
    def kind(self) -> Kind:
        """What the service calls it."""
        return self.rules.kind

    def checked(self, olds: Props, news: Props) -> tuple[Props, list[Failure]]:
        """Offline, but for `adopt`."""
        old, new = self._recorded(olds) if olds else None, self._recorded(news)
        self.memory.check(new.urn)
        inputs = self.rules.completed(old, new, self.settings, self._region(old, new))
        failures = [*self.rules.failures(inputs)]
        self._warn_of_region(inputs)
        if old is None and not failures and is_known(inputs.adopt):
            failures += self._adoption_failures(inputs, inputs.adopt)
        return _with_unknowns(inputs).to_props(), failures

    def diff(self, id_: str, olds: Props, news: Props) -> Comparison:
        """Compares what is declared. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=self._is_own(id_))
            self.memory.compare(id_)
            old, new = self._recorded(olds), self.rules.handed_over(self._recorded(news), self.settings)
            changed = self.rules.changed_properties(id_, old, new)
            replaces = [name for name in changed if name in self.declaration.replacing]
            self._note_replaced(id_, old, new) if replaces else self._note_declared(id_, old, new)
            self._tell_of_consequence(old, new) if replaces else None
            first = bool(replaces) and self.rules.goes_first(old, new)
            return self.compared(olds, news, changed, replaces, first=first)

    def create(self, props: Props) -> CreateResult:
        """One call that makes it, or the adoption of an existing one."""
        with self.speaking("creating", props):
            inputs = self._handed_over(props)
            began = time.monotonic()
            self.memory.own_state.begin(inputs)
            self.memory.leave_telling() if inputs.attempt else None
            region = required(inputs.region, "region")
            client = self.client(region)
            if self.settings.create_mark:
                client.all_of(self.kind)
            reading = self.memory.own_state.read(inputs)
            self._refuse_live_predecessor(inputs, reading, began)
            self._tidy(client, reading, region)
            self.memory.let_go(inputs.urn)
            creation = Creation(
                self.rules,
                client,
                self.settings,
                inputs,
                lambda since: self.memory.own_state.read(inputs, since=since),
            )
            with self._room_for(inputs, reading):
                found = self._made(client, creation, inputs)
            self.memory.make(found["arn"])
            attempt = {CREATE_ATTEMPT.wire_name: inputs.attempt} if inputs.attempt else {}
            tags = required(inputs.tags_all, "tagsAll")
            left = {key: value for key, value in tags.items() if key not in creation.missing}
            made = replace(inputs, tags_all={**left, **creation.left_over})
            return CreateResult(found["arn"], self.rules.outputs(made, {**self._whole(inputs, found), **attempt}))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """The update call of the kind, UntagResource and TagResource for tags; only what is needed."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=self._is_own(id_))
            old, new = self._recorded(olds), self._handed_over(news)
            client = self.client_of(id_)
            changes = self.rules.update_arguments(old, new)
            self.before_update(id_, new, changes)
            found = self._whole(new, client.update(self.kind, id_, changes)) if changes else {}
            tags = old.tags_all if is_known(old.tags_all) else {}
            self._change_tags(client, id_, tags, required(new.tags_all, "tagsAll"), found.get("tags", {}))
            return UpdateResult(self.rules.outputs(new, {**as_now_spelt(olds), **found}))

    def read(self, id_: str, props: Props) -> ReadResult:
        """The resource as it is; gone only when the service says so in the region of its ARN."""
        with self.speaking("reading", props):
            inputs = self._recorded(props)
            self.memory.read(inputs.urn)
            self.memory.go_through(inputs)
            _refuse_contradiction(id_, inputs)
            try:
                found = self.client_of(id_).read(self.kind, id_, whole=self.rules.needs_all(inputs))
            except NotFound:
                return ReadResult("", {})
            actual = self.rules.as_found(inputs, found, self.settings)
            outputs = self.rules.outputs(actual, {**as_now_spelt(props), **self._whole(inputs, found)})
            return ReadResult(id_, outputs, actual.to_props(others=False))

    def delete(self, id_: str, props: Props) -> None:
        """The delete call of the kind; what is live is refused unless it may be destroyed by force."""
        with self.speaking("deleting", props):
            inputs = self._recorded(props)
            self.memory.go_through(inputs)
            if self.memory.is_kept(id_):
                tell(f"{inputs.quoted_name}: {id_} is kept: the same run declares it")
                return
            try:
                self._delete(id_, inputs)
            except NotFound:
                return

    # What is particular to a kind is overridden.

    def before_update(self, id_: str, new: _I, changes: Mapping[str, Any]) -> None:
        """Raises Refused where these changes of members would harm somebody."""

    def before_deletion(self, id_: str, inputs: _I) -> None:
        """Raises Refused where the deletion would harm somebody whom the kind's own `live` does not show."""

    def beside(self, inputs: _I, found: Mapping[str, Any]) -> Props:  # noqa: ARG002 - for those that look
        """Outputs that neither inputs nor the service's answer hold."""
        return {}

    # How all kinds do it.

    def _recorded(self, props: Mapping[str, Any]) -> _I:
        """The inputs as they stand in a state."""
        inputs: _I = self.rules.recorded(props, is_unknown)
        return inputs

    def _is_own(self, id_: str) -> bool:
        place = parsed(id_)
        return place is not None and place.kind == self.kind.arn_kind

    def _whole(self, inputs: _I, found: Mapping[str, Any]) -> Props:
        return {**found, **self.beside(inputs, found)}

    def _tell_of_consequence(self, old: _I, new: _I) -> None:
        consequence = self.rules.consequence(old, new)
        if consequence and self.memory.first("consequence", new.urn):
            tell(f"{new.quoted_name} is replaced: {consequence}", "warning")

    def _made(self, client: IvsRealTimeClient, creation: Creation, inputs: _I) -> Mapping[str, Any]:
        if _adopts(inputs.adopt):
            return creation.adopted(client.get(self.kind, inputs.adopt))
        return creation.made()

    @contextmanager
    def _room_for(self, inputs: _I, reading: Reading) -> Iterator[None]:
        """Names the way on where a quota leaves no room for old and new at once."""
        try:
            yield
        except QuotaExceeded as error:
            replaced = self.memory.predecessor(inputs.urn) or (reading.state and reading.state.standing([inputs.urn]))
            if not replaced:
                raise
            raise Refused(
                f"{error} The {self.kind.noun} that it replaces goes only when this one is there: make room for one "
                f"more (an account may have {self.kind.quota} in a region), or set delete_before_replace=True in its "
                "options, which leaves none for a moment."
            ) from error

    def _handed_over(self, props: Props) -> _I:
        """What the engine hands over after check(); refused where a policy made of it what the service would refuse."""
        inputs: _I = self.rules.handed_over(self._recorded(props), self.settings)
        if failures := [*self.rules.failures(inputs)]:
            names = [each.wire_name for each in self.declaration.arguments]
            secret = secret_texts(inputs.to_props(), names)  # for all that is known here
            found = [blinded(f"{as_python(path)} {reason}", secret) for path, reason in failures]
            raise InvalidInputs(f"{'; '.join(found)}.")
        return inputs

    def _note_replaced(self, id_: str, old: _I, new: _I) -> None:
        # delete() will see what was applied, so a forceDestroy that comes with the replacement does not count.
        forced = self.rules.may_be_cut_off(old) and self.rules.may_be_cut_off(new)
        self.memory.replace(new.urn, Predecessor(id_, forced))

    def _refuse_live_predecessor(self, inputs: _I, reading: Reading, began: float) -> None:
        """Nothing is made in the place of what is live and could then not be deleted.

        diff() plans a replacement only where a property asks for it; one that is forced shows in the state alone.
        """
        if planned := self.memory.predecessor(inputs.urn):
            if not planned.forced and not (reading.state and reading.state.retains(planned.arn)):
                self.refuse_live(planned.arn, "replaced")
            return
        if reading.state is None:
            self._tell_unreadable(reading)
            return
        for old in self._forced_out(inputs, reading.state, began):
            kept = old.retained or self.memory.is_deleted(old.id) or old.id == inputs.adopt
            if not (kept or self.rules.may_be_cut_off(self._recorded(old.inputs))):
                self.refuse_live(old.id, "replaced")

    def _forced_out(self, inputs: _I, state: StackState, began: float) -> list[Recorded]:
        """The resources that this creation replaces: of its URN, or of one that its aliases name.

        The engine tells aliases only in the pending creation itself, which a reading from before does not show. It is
        read again only where something live stands in the state that this run has not dealt with.
        """
        own = state.standing([inputs.urn])
        if own or not any(self._is_live(other) for other in state.resources if self._is_open(other)):
            return own
        again = self.memory.own_state.read(inputs, since=began).state or state
        return again.standing(again.aliases(inputs.urn, str(inputs.attempt)))

    def _is_open(self, recorded: Recorded) -> bool:
        """A resource of this kind in the state of which this run has not said yet what becomes of it."""
        return self._is_own(recorded.id) and not recorded.leaving and not self.memory.is_compared(recorded.id)

    def _is_live(self, recorded: Recorded) -> bool:
        found = self.client_of(recorded.id).all_of(self.kind).get(recorded.id)
        return found is not None and self.rules.live(found) is not None

    def _tell_unreadable(self, reading: Reading) -> None:
        if engine_address() and self.memory.first("unreadable", self.kind.noun):
            tell(
                f"the stack's state cannot be read ({reading.reason}): a live {self.kind.noun} that is replaced by "
                "force is protected only when it is to be deleted, after its successor was made"
            )

    def _tidy(self, client: IvsRealTimeClient, reading: Reading, region: str) -> None:
        tidy = self.settings.create_mark and self.memory.first(f"tidied {self.kind.noun}", region)
        if tidy and reading.state is not None:
            remove_held_marks(client, self.kind, reading.state)

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

    def _note_declared(self, id_: str, old: _I, new: _I) -> None:
        urn = new.urn
        if not self.memory.is_checked(urn):
            return
        holder = self.memory.hold(id_, urn, adopted=id_ in (old.adopt, new.adopt))
        if holder != urn:
            raise Refused(
                f'{id_} is declared by "{resource_name(holder)}", too; one {self.kind.noun} belongs to one resource.'
            )

    def _delete(self, id_: str, inputs: _I) -> None:
        if not self.rules.may_be_cut_off(inputs):
            self.refuse_live(id_, "deleted")
        self.before_deletion(id_, inputs)
        forced = self.rules.may_be_cut_off(inputs) or id_ in self.settings.force_destroy
        self.client_of(id_).delete(self.kind, id_, force=forced and self.rules.deleted_by_force)
        self.memory.delete(id_, inputs.urn)

    def refuse_live(self, arn: str | None, verb: str) -> None:
        """Raises Refused where the resource is live, and the environment does not name it.

        Args:
            arn: the resource; None where there is none.
            verb: what does not happen to it: "deleted".
        """
        if arn is None or arn in self.settings.force_destroy:
            return
        try:
            live = self.rules.live(self.client_of(arn).get(self.kind, arn))
        except NotFound:
            return
        if live:
            way_out = f"{live.way_out[0].upper()}{live.way_out[1:]}"
            others = ", where it is set but does not name this ARN (several are separated by commas)"
            raise Refused(
                f"{arn} {live.what} and is not {verb}: {live.harm}. {way_out}, or set "
                f"PULUMI_IVS_FORCE_DESTROY={arn} in the environment{others if self.settings.force_destroy else ''}."
            )

    def _region(self, old: _I | None, new: _I) -> Any:
        """The argument, else aws:region; the environment only chooses for a new resource and never moves one."""
        declared = new.region or self.settings.region or (old and old.region)
        return declared or self.settings.fallback_region or profile_region(self.settings.connection)

    def _warn_of_region(self, inputs: _I) -> None:
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

    def _adoption_failures(self, inputs: _I, arn: str) -> list[Failure]:
        urn = inputs.urn
        place = parsed(arn)
        if place is None or place.kind != self.kind.arn_kind:
            return [Failure("adopt", f'must be the ARN of {self.kind.a_noun}, not "{arn}"')]
        if is_known(inputs.region) and place.region != inputs.region:
            return [Failure("adopt", f"{arn} is in {place.region}, but this {self.kind.noun} is in {inputs.region}")]
        if (other := self.memory.adopt(arn, urn)) != urn:
            return [Failure("adopt", f"{arn} is adopted twice, here and by {other}")]
        if (holder := self.memory.holder(arn) or urn) != urn:
            return [Failure("adopt", f'{arn} is managed by "{resource_name(holder)}" already')]
        return self._announced(inputs, arn, place.region)

    def _announced(self, inputs: _I, arn: str, region: str) -> list[Failure]:
        try:
            found = self.client(region).get(self.kind, arn)
        except NotFound:
            return [Failure("adopt", f"{arn} does not exist; take the argument away to create a new {self.kind.noun}")]
        mark = mark_of(found.get("tags", {}))
        if mark and mark.phase == "begun" and mark.age(self.client(region).now()) < LONGEST_CALL:
            return [Failure("adopt", f"{arn} is being created by another run; try again in {LONGEST_CALL:.0f} s")]
        if failures := [*self.rules.fixed_failures(inputs, found)]:
            return failures
        self._announce(inputs, found)
        return []

    def _announce(self, inputs: _I, found: Mapping[str, Any]) -> None:
        drift = self.rules.drift(inputs, found, self.settings)
        shown = {each.name: f"{_shown(each, each.before)} → {_shown(each, each.after)}" for each in drift}
        said = {as_python(name): BLIND if name in inputs.secret else change for name, change in shown.items()}
        changes = "; ".join(f"{name} {change}" for name, change in said.items())
        tell(f"{inputs.quoted_name} adopts {found['arn']}: {changes or 'nothing about it will change'}")


def _known_regions(region: str, *, secret: bool) -> str:
    everything = f"known are {', '.join(REGIONS)}"
    # eu-north-1 is a region of AWS and is like ap-northeast-1: only what differs by a letter or two is a misspelling.
    close = "" if secret else nearest(region, list(REGIONS), likeness=0.8)
    return f"{close} {everything[0].upper()}{everything[1:]}" if close.startswith("did") else everything


def _adopts(adopt: Value[str]) -> TypeGuard[str]:
    return is_known(adopt) and bool(adopt)


def _with_unknowns(inputs: _I) -> _I:
    return replace(inputs, tags_all=Unknown(UNKNOWN)) if inputs.tags_all is None else inputs


def _refuse_contradiction(id_: str, inputs: ManagedInputs) -> None:
    place = parsed(id_)
    if place and inputs.region and inputs.region != place.region:
        raise Refused(f"{id_} is in {place.region}, but the state says {inputs.region}; one of them is wrong.")


def _shown(drift: Drift, value: object) -> str:
    if drift.name != "tagsAll":
        value = with_python_keys(value)
    return json.dumps(value, default=lambda _: "(not known yet)", ensure_ascii=False)
