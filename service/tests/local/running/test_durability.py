"""What was acknowledged survives `kill -9`, at whatever moment it comes."""

import contextlib
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from ivs_realtime_local import LocalService
from ivs_realtime_local.state.store import Store
from local.conftest import client

WRITERS = 4


@pytest.mark.parametrize("writes", [200, pytest.param(5000, marks=pytest.mark.full)])
def test_kill_9_under_load_loses_no_acknowledged_write(tmp_path, writes):
    """Four clients write as fast as they can; whatever they got an answer for is there afterwards."""
    acknowledged: list[tuple[str, str | None]] = []
    killed = threading.Event()

    def write(url: str) -> None:
        ivs = client(url)
        while not killed.is_set():
            try:
                arn = ivs.create_stage(tags={"step": "made"})["stage"]["arn"]
                acknowledged.append((arn, "made"))
                ivs.tag_resource(resourceArn=arn, tags={"step": "tagged"})
                acknowledged.append((arn, "tagged"))
                if len(acknowledged) % 3 == 0:
                    ivs.delete_stage(arn=arn)
                    acknowledged.append((arn, None))
            except (ClientError, BotoCoreError, ValueError):  # a reply that was cut short acknowledges nothing
                assert killed.wait(10)

    with LocalService(tmp_path) as service, ThreadPoolExecutor(WRITERS) as writers:
        running = [writers.submit(write, service.url) for _ in range(WRITERS)]
        while len(acknowledged) < writes:
            time.sleep(0.001)
        service.kill()
        killed.set()
        for writer in running:
            writer.result()
        service.start()
        found = stages(client(service.url))

    last = dict(acknowledged)
    assert len(last) > WRITERS
    lost = {arn: step for arn, step in last.items() if not is_kept(step, found.get(arn))}
    assert lost == {}


def is_kept(acknowledged: str | None, found: str | None) -> bool:
    """A later write may have taken effect without its answer reaching anyone; an earlier state may not return."""
    later = {"made": ("made", "tagged"), "tagged": ("tagged", None), None: (None,)}
    return found in later[acknowledged]


def stages(ivs) -> dict[str, str]:
    found, token = {}, {}
    while True:
        page = ivs.list_stages(maxResults=100, **token)
        found |= {stage["arn"]: stage["tags"]["step"] for stage in page["stages"]}
        if "nextToken" not in page:
            return found
        token = {"nextToken": page["nextToken"]}


def test_the_lock_dies_with_the_service(tmp_path):
    """After `kill -9` the next service may use the directory at once."""
    first = LocalService(tmp_path).start()
    first.kill()

    with LocalService(tmp_path) as second:
        assert second.state() == {"regions": []}


def test_a_transaction_that_fails_leaves_nothing_behind(tmp_path):
    """Neither on the disk nor in memory; the store goes on working."""
    with contextlib.closing(Store(tmp_path)) as store:
        with store.transaction():
            store.put("stage", "kept", {"n": 1}, parent="here")
        with pytest.raises(KeyError, match="never there"):
            change_and_fail(store)

        assert [(row.key, row.document) for row in store.children("stage", "here")] == [("kept", {"n": 1})]
        with store.transaction():
            store.put("stage", "later", {"n": 4}, parent="here")
    with contextlib.closing(Store(tmp_path)) as store:
        assert [row.key for row in store.all("stage")] == ["kept", "later"]


def change_and_fail(store: Store) -> None:
    with store.transaction():
        store.put("stage", "kept", {"n": 2})
        store.put("stage", "lost", {"n": 3}, parent="here")
        store.delete("stage", "kept")
        store.delete("stage", "never there")


def test_a_commit_that_fails_is_no_write(tmp_path):
    """As on a full disk: the caller hears of it, and what was there before is there."""
    with contextlib.closing(Store(tmp_path)) as store:
        store._database.execute("PRAGMA max_page_count = 10")
        with pytest.raises(sqlite3.OperationalError, match="full"), store.transaction():
            store.put("stage", "huge", {"text": "x" * 1_000_000})

        assert store.get("stage", "huge") is None
        with store.transaction():
            store.put("stage", "small", {})
        assert store.get("stage", "small") == {}
