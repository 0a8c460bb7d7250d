"""The checkpoint during a run: what is in it, when it is written, and what a failed write holds back."""

import asyncio

import pytest

from pulumi_offline.backend.snapshot import Operation, Snapshot
from pulumi_offline.deployment.journal import Journal, matters
from pulumi_offline.errors import WriteFailed
from pulumi_offline.resource.state import State


def state(name, **options):
    return State(f"urn:pulumi:dev::rooms::my:Room::{name}", "my:Room", custom=True, **options)


class Checkpoints:
    """Writes into a list what resources and pending operations each checkpoint names."""

    def __init__(self, *base, pending=()):
        self.written = []
        self.full = False
        self.journal = Journal(Snapshot(list(base), list(pending)), self._write, self._named)

    def _named(self, snapshot):
        resources = " ".join(each.urn.rpartition("::")[2] for each in snapshot.resources)
        pending = " ".join(
            f"{each.kind}:{each.resource.urn.rpartition('::')[2]}" for each in snapshot.pending_operations
        )
        return [f"{resources}|{pending}".encode()]

    def _write(self, parts):
        if self.full:
            raise WriteFailed("the disk is full")
        self.written += [part.decode() for part in parts]


def test_an_operation_is_in_the_checkpoint_before_it_begins_and_gone_when_it_is_over():
    kept = Checkpoints(state("foyer"))
    lobby = state("lobby")

    async def run():
        await kept.journal.begin(lobby, "creating")
        await kept.journal.end(pending=lobby, done=None, new=lobby)

    asyncio.run(run())

    assert kept.written == ["foyer|creating:lobby", "lobby foyer|"]


def test_a_state_that_a_step_supersedes_leaves_the_checkpoint_with_it():
    old, new = state("lobby"), state("lobby", inputs={"size": 2})
    kept = Checkpoints(old, state("foyer"))

    asyncio.run(kept.journal.end(pending=None, done=old, new=new))

    assert kept.journal.snapshot().resources[0] is new
    assert kept.written == ["lobby foyer|"]


def test_a_state_that_this_run_made_and_deleted_again_leaves_nothing():
    kept, lobby = Checkpoints(), state("lobby")

    async def run():
        await kept.journal.end(pending=None, done=None, new=lobby)
        await kept.journal.end(pending=None, done=lobby, new=None)

    asyncio.run(run())

    assert kept.written == ["lobby|", "|"]


def test_creations_that_an_earlier_run_left_pending_stay_and_other_operations_do_not():
    left = [Operation(state("lobby"), "creating"), Operation(state("foyer"), "updating")]
    kept = Checkpoints(pending=left)

    asyncio.run(kept.journal.flush())

    assert kept.written == ["|creating:lobby"]


def test_a_step_that_needs_no_write_is_written_when_the_run_ends():
    kept, lobby = Checkpoints(), state("lobby")

    async def run():
        await kept.journal.end(pending=None, done=None, new=lobby, write=False)
        assert kept.written == []
        await kept.journal.close()
        await kept.journal.close()

    asyncio.run(run())

    assert kept.written == ["lobby|"]


def test_a_run_that_changed_nothing_writes_nothing_at_its_end():
    kept = Checkpoints(state("lobby"))

    asyncio.run(kept.journal.close())

    assert kept.written == []


def test_steps_that_end_while_a_write_is_under_way_share_the_next_one():
    kept = Checkpoints()

    async def run():
        ends = [kept.journal.end(pending=None, done=None, new=state(f"room-{number}")) for number in range(8)]
        await asyncio.gather(*ends)

    asyncio.run(run())

    assert kept.written[-1].count("room-") == 8
    assert len(kept.written) <= 2


def test_nothing_begins_after_a_failed_write_and_the_end_tries_again():
    kept, lobby, foyer = Checkpoints(), state("lobby"), state("foyer")

    async def run():
        kept.full = True
        with pytest.raises(WriteFailed):
            await kept.journal.end(pending=None, done=None, new=lobby)
        kept.full = False
        with pytest.raises(WriteFailed):
            await kept.journal.begin(foyer, "creating")
        assert kept.written == []
        await kept.journal.close()

    asyncio.run(run())

    assert kept.written == ["lobby|"]


def test_an_operation_whose_beginning_was_not_written_is_not_pending():
    kept, lobby = Checkpoints(), state("lobby")

    async def run():
        kept.full = True
        with pytest.raises(WriteFailed):
            await kept.journal.begin(lobby, "creating")
        kept.full = False
        await kept.journal.close()

    asyncio.run(run())

    assert kept.written == ["|"]


@pytest.mark.parametrize(
    ("change", "at_once"),
    [
        ({"protect": True}, True),
        ({"inputs": {"size": 2}}, True),
        ({"parent": "urn:pulumi:dev::rooms::my:Hall::hall"}, True),
        ({"replace_with": ["urn:pulumi:dev::rooms::my:Hall::hall"]}, True),
        ({"source_position": "project:///__main__.py#3,1"}, False),
        ({"modified": "2026-01-01T00:00:00Z"}, False),
    ],
)
def test_what_a_later_run_would_act_upon_is_written_at_once(change, at_once):
    assert matters(state("lobby"), state("lobby", **change)) is at_once
