"""Storage, encoder and ingest configurations and public keys: made, read, listed and deleted in one way.

What differs between them is said in `Kind`s and in one function each that makes the new resource.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ivs_realtime_local.resources import tags
from ivs_realtime_local.state.arns import Arn, new_id
from ivs_realtime_local.state.backend import Answer, Backend, Handler
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.pages import page
from ivs_realtime_local.state.store import Document

Made = Callable[[Backend, Caller, dict[str, Any]], Document]
Check = Callable[[Backend, Document, dict[str, Any]], None]


@dataclass(frozen=True)
class Kind:
    """A kind of resource.

    Attributes:
        name: as ARNs spell it, `storage-configuration`.
        member: as requests spell it, `storageConfiguration`.
        summary: the members that a listing shows.
        made: the members of a new resource besides arn, name and tags; refuses what is not allowed.
        check_deletion: refuses a deletion.
        create: the verb of the operation that makes one.
        filters: members of the listing's request that must equal members of the resource.
    """

    name: str
    member: str
    summary: tuple[str, ...]
    made: Made
    check_deletion: Check = lambda _backend, _resource, _request: None
    create: str = "Create"
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def members(self) -> str:
        """As listings spell them, `storageConfigurations`."""
        return f"{self.member}s"

    def handlers(self) -> dict[str, Handler]:
        """The operations of this kind."""
        word = self.member[0].upper() + self.member[1:]
        return {
            f"{self.create}{word}": self._create,
            f"Get{word}": self._get,
            f"List{word}s": self._list,
            f"Delete{word}": self._delete,
        }

    def _create(self, backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
        tags.check_keys(request.get("tags", {}))
        made = self.made(backend, caller, request)
        backend.quotas.check_count(self.members, backend.store.count(self.name, caller.scope))
        arn = str(Arn(caller.region, caller.account, self.name, new_id()))
        resource = {"arn": arn, "name": request.get("name", ""), "tags": request.get("tags", {}), **made}
        backend.store.put(self.name, arn, resource, parent=caller.scope)
        return {self.member: resource}

    def _get(self, backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
        return {self.member: backend.find(caller, request["arn"], self.name)}

    def _list(self, backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
        wanted = {member: request[name] for name, member in self.filters if name in request}
        rows = backend.store.children(self.name, caller.scope)
        matching = (row for row in rows if all(row.document[name] == value for name, value in wanted.items()))
        found, more = page(matching, request, listing=f"{self.name} {caller.scope}")
        return {self.members: [self._summary(row.document) for row in found], **more}

    def _summary(self, resource: Document) -> Document:
        return {name: resource[name] for name in self.summary if name in resource}

    def _delete(self, backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
        resource = backend.find(caller, request["arn"], self.name)
        self.check_deletion(backend, resource, request)
        backend.store.delete(self.name, resource["arn"])
        return {}
