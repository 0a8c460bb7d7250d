"""Ctrl-C twice in a process that goes on, such as a notebook: the run that was left writes nothing more."""

import os
import signal
import threading
import time

import pytest

CHECKPOINT = ".pulumi/stacks/bench/dev.json"


def pending(bench):
    return [operation.resource.urn.rsplit("::")[-1] for operation in bench.project().snapshot().pending_operations]


def test_a_run_that_was_left_writes_nothing_over_what_comes_after_it(bench):
    bench.write('Plain("a", slow=2)\n')
    checkpoint = bench.backend / CHECKPOINT

    def interrupt_twice():
        while not bench.folder.with_name("host.pid").exists():
            time.sleep(0.02)
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)

    threading.Thread(target=interrupt_twice).start()
    with pytest.raises(KeyboardInterrupt):
        bench.project().up()
    left = checkpoint.read_text()
    assert pending(bench) == ["a"]

    while not bench.objects:
        time.sleep(0.05)
    time.sleep(0.5)  # the step has ended, and its checkpoint would follow at once

    assert checkpoint.read_text() == left
