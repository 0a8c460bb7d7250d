"""The lifecycle of a Tag: one tag on a resource that something else manages."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from itertools import chain

from pulumi.dynamic import CreateResult, DiffResult, ReadResult, UpdateResult

from pulumi_ivs_realtime.errors import NotFound, ServiceError
from pulumi_ivs_realtime.lifecycle.frame import Props, Provider, known
from pulumi_ivs_realtime.model import Failure, failures
from pulumi_ivs_realtime.rules.marks import MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.names import resource_name
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX, TagChanges
from pulumi_ivs_realtime.rules.texts import as_text

_ROOM = (0.5, 1.0, 2.0, 4.0)
"""Pauses in seconds while the program that made the resource takes its mark off, which counts among the 50 tags."""
_NO_ROOM = (400, 402)
"""ValidationException or ServiceQuotaExceededException: which one answers a 51st tag is not documented [INFER]."""
_REPLACES = ("resourceArn", "key")
_INPUTS = (*_REPLACES, "value", "createUrn", "organization")


class TagProvider(Provider):
    """Wraps TagResource, UntagResource and ListTagsForResource for one key; it touches no other.

    Its module path and name stand in every user's state and are never changed.
    """

    noun = "tag"

    def checked(self, _olds: Props, news: Props, _secret: Collection[str]) -> tuple[Props, Iterator[Failure]]:
        """Offline."""
        inputs = _with_texts(news)
        return inputs, chain(_failures(inputs), self._rivals(inputs))

    def diff(self, id_: str, olds: Props, news: Props) -> DiffResult:
        """Another resource or key replaces. Calls nothing."""
        with self.speaking("comparing", news):
            self.refuse_foreign(id_, own=id_ == _id_of(olds))
            news = _with_texts(news)
            replaces = [key for key in _REPLACES if olds.get(key) != news.get(key)]
            return DiffResult(changes=bool(replaces) or olds.get("value") != news.get("value"), replaces=replaces)

    def create(self, props: Props) -> CreateResult:
        """One TagResource."""
        with self.speaking("creating", props):
            props = _with_texts(props)
            with self.needing("resourceArn", props["resourceArn"]):
                self._write(props)
            id_ = _id_of(props)
            self.memory.make(id_)
            return CreateResult(id_, _outputs(props))

    def update(self, id_: str, olds: Props, news: Props) -> UpdateResult:
        """One TagResource."""
        with self.speaking("updating", news):
            self.refuse_foreign(id_, own=id_ == _id_of(olds))
            news = _with_texts(news)
            self._write(news)
            return UpdateResult(_outputs(news))

    def read(self, id_: str, props: Props) -> ReadResult:
        """One ListTagsForResource; gone when the resource or its tag is."""
        with self.speaking("reading", props):
            try:
                found = self.client_of(props["resourceArn"]).list_tags(props["resourceArn"])
            except NotFound:
                return ReadResult("", {})
            if props["key"] not in found:
                return ReadResult("", {})
            inputs = {**_outputs(props), "value": found[props["key"]]}
            return ReadResult(id_, dict(inputs), inputs)

    def delete(self, id_: str, props: Props) -> None:
        """One UntagResource."""
        with self.speaking("deleting", props):
            if self.memory.is_kept(id_):
                return
            try:
                self.client_of(props["resourceArn"]).change_tags(
                    props["resourceArn"], TagChanges(to_remove=[props["key"]], to_set={})
                )
            except NotFound:
                return

    def _rivals(self, news: Props) -> Iterator[Failure]:
        arn, key, urn = news.get("resourceArn"), news.get("key"), str(news.get("createUrn"))
        if known(arn) and known(key) and (other := self.memory.set_tag(str(arn), str(key), urn)) != urn:
            yield Failure("key", f'"{key}" is set by "{resource_name(other)}" on {arn} already; keep one of them')

    def _write(self, props: Props) -> None:
        """One TagResource; where a new resource's mark leaves no room, again when the mark has gone."""
        client, arn = self.client_of(props["resourceArn"]), props["resourceArn"]
        change = TagChanges(to_remove=[], to_set={props["key"]: props["value"]})
        for pause in _ROOM:
            try:
                return client.change_tags(arn, change)
            except ServiceError as error:
                mark = mark_of(client.list_tags(arn)) if error.status in _NO_ROOM else None
                if mark is None or mark.phase == "kept":
                    raise
                time.sleep(pause)
        return client.change_tags(arn, change)


def _with_texts(props: Props) -> Props:
    """The inputs as they count; policies may change them after check()."""
    return {name: as_text(value) if name in ("key", "value") else value for name, value in props.items()}


def _id_of(props: Props) -> str:
    return f"{props.get('resourceArn')},{props.get('key')}"


def _outputs(props: Props) -> Props:
    return {key: props[key] for key in _INPUTS if key in props}


def _failures(news: Props) -> Iterator[Failure]:
    for key, shape in (("key", "TagKey"), ("value", "TagValue"), ("resourceArn", "ResourceArn")):
        if news.get(key) is None:
            yield Failure(key, "is required")
        yield from failures(shape, news.get(key), path=key, known=known)
    tag_key = news.get("key")
    if isinstance(tag_key, str) and tag_key.lower().startswith(SYSTEM_PREFIX):
        yield Failure("key", f'begins with "{SYSTEM_PREFIX}", which AWS reserves for itself')
    if tag_key == MARK_KEY:
        yield Failure("key", "is the mark of unfinished stages and cannot be declared")
