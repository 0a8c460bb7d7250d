"""The lifecycle of a Tag: one tag on a resource that something else manages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from pulumi.dynamic import CreateResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.declarations import TAG
from pulumi_ivs_realtime.errors import NotFound, ServiceError
from pulumi_ivs_realtime.lifecycle.frame import Comparison, Props, Provider, is_unknown
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.identity.marks import mark_of
from pulumi_ivs_realtime.rules.inputs import TagInputs, changed, is_known, required
from pulumi_ivs_realtime.rules.kinds import single_tags
from pulumi_ivs_realtime.rules.names import resource_name
from pulumi_ivs_realtime.rules.tags import TagChanges

_ROOM = (0.5, 1.0, 2.0, 4.0)
"""Pauses in seconds while the program that made the resource takes its mark off, which counts among the 50 tags."""
_NO_ROOM = (400, 402)
"""ValidationException or ServiceQuotaExceededException: which one answers a 51st tag is not documented [INFER]."""


class TagProvider(Provider):
    """Wraps TagResource, UntagResource and ListTagsForResource for one key; it touches no other.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = TAG

    def checked(self, _olds: Props, news: Props) -> tuple[Props, Iterator[Failure]]:
        """Offline."""
        inputs = _declared(news)
        return inputs.to_props(), chain(single_tags.single_tag_failures(inputs), self._rivals(inputs))

    def diff(self, id_: str, olds: Props, news: Props) -> Comparison:
        """Another resource or key replaces. Calls nothing."""
        with self.speaking("comparing", news):
            old = _recorded(olds)
            self.refuse_foreign(id_, own=id_ == _id_of(old))
            differing = changed(old, _declared(news))
            replaces = [name for name in differing if name in TAG.replacing]
            return self.compared(olds, news, differing, replaces)

    def create(self, props: Props) -> CreateResult:
        """One TagResource."""
        with self.speaking("creating", props):
            inputs = _declared(props)
            with self.needing("resourceArn", required(inputs.resource_arn, "resourceArn")):
                self._write(inputs)
            id_ = _id_of(inputs)
            self.memory.make(id_)
            return CreateResult(id_, inputs.to_props(others=False))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """One TagResource."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=id_ == _id_of(_recorded(olds)))
            inputs = _declared(news)
            self._write(inputs)
            return UpdateResult(inputs.to_props(others=False))

    def read(self, id_: str, props: Props) -> ReadResult:
        """One ListTagsForResource; gone when the resource or its tag is."""
        with self.speaking("reading", props):
            inputs = _recorded(props)
            arn = required(inputs.resource_arn, "resourceArn")
            try:
                tags = self.client_of(arn).list_tags(arn)
            except NotFound:
                return ReadResult("", {})
            key = required(inputs.key, "key")
            if key not in tags:
                return ReadResult("", {})
            found = replace(inputs, value=tags[key])
            return ReadResult(id_, found.to_props(others=False), found.to_props(others=False))

    def delete(self, id_: str, props: Props) -> None:
        """One UntagResource."""
        with self.speaking("deleting", props):
            if self.memory.is_kept(id_):
                return
            inputs = _recorded(props)
            arn, key = required(inputs.resource_arn, "resourceArn"), required(inputs.key, "key")
            try:
                self.client_of(arn).change_tags(arn, TagChanges(to_remove=[key], to_set={}))
            except NotFound:
                return

    def _rivals(self, inputs: TagInputs) -> Iterator[Failure]:
        arn, key, urn = inputs.resource_arn, inputs.key, inputs.urn
        if is_known(arn) and is_known(key) and (other := self.memory.set_tag(str(arn), str(key), urn)) != urn:
            yield Failure("key", f'"{key}" is set by "{resource_name(other)}" on {arn} already; keep one of them')

    def _write(self, inputs: TagInputs) -> None:
        """One TagResource; where a new resource's mark leaves no room, again when the mark has gone."""
        arn = required(inputs.resource_arn, "resourceArn")
        client = self.client_of(arn)
        change = TagChanges(to_remove=[], to_set={required(inputs.key, "key"): required(inputs.value, "value")})
        for pause in _ROOM:
            try:
                return client.change_tags(arn, change)
            except ServiceError as error:
                mark = mark_of(client.list_tags(arn)) if error.status in _NO_ROOM else None
                if mark is None or mark.phase == "kept":
                    raise
                time.sleep(pause)
        return client.change_tags(arn, change)


def _declared(props: Props) -> TagInputs:
    """The inputs as they count; policies may change them after check()."""
    return single_tags.completed(_recorded(props))


def _recorded(props: Props) -> TagInputs:
    """The inputs as they stand in a state."""
    return TagInputs.from_props(props, is_unknown)


def _id_of(inputs: TagInputs) -> str:
    return f"{inputs.resource_arn},{inputs.key}"
