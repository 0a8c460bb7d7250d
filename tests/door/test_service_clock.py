"""Times are the service's, whatever the clock of this machine says."""

import time

import pytest

from clients import REGION
from pulumi_ivs_realtime.aws.client import client_for
from pulumi_ivs_realtime.aws.clock import ServiceClock
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.rules.settings import Connection

MINUTES = 60.0
SECOND = 1.5
"""The header Date has no fraction, and the reply takes a moment."""


@pytest.fixture
def client(service, new_process):
    yield client_for(Connection(), REGION)
    service.reset()  # the clock, too


@pytest.mark.parametrize("off", [4 * MINUTES, -4 * MINUTES])
def test_an_answer_tells_the_services_time(client, service, off):
    service.advance(off)

    client.all_of(STAGE)

    assert client.now() - time.time() == pytest.approx(off, abs=SECOND)


def test_before_any_answer_it_is_this_machines_time(client):
    assert client.now() == pytest.approx(time.time(), abs=SECOND)


def test_an_answer_that_refuses_tells_it_too(client, service):
    service.advance(4 * MINUTES)
    service.fault("AccessDeniedException", "ListStages", count=1)

    with pytest.raises(Exception, match="AccessDenied"):
        client.all_of(STAGE)

    assert client.now() - time.time() == pytest.approx(4 * MINUTES, abs=SECOND)


def test_it_passes_between_answers(client):
    client.all_of(STAGE)
    before = client.now()
    time.sleep(0.05)

    assert 0.05 <= client.now() - before < SECOND


def test_a_service_whose_clock_was_set_back_is_followed(client, service):
    service.advance(4 * MINUTES)
    client.all_of(STAGE)
    service.advance(-8 * MINUTES)

    client.all_of(STAGE, since=time.monotonic())

    assert client.now() - time.time() == pytest.approx(-4 * MINUTES, abs=SECOND)


def heard(*answers):
    """The clock after answers of (Date, sent, come), at the monotonic time of the last one."""
    monotonic = [0.0]
    clock = ServiceClock(monotonic=lambda: monotonic[0], local=lambda: 7.0)
    for date, sent, monotonic[0] in answers:
        clock.heard(date, sent=sent)
    return clock.now()


def test_a_reply_that_was_long_on_its_way_does_not_set_it_back():
    quick = ("Thu, 01 Jan 1970 00:16:40 GMT", 0.0, 0.1)
    slow = ("Thu, 01 Jan 1970 00:16:41 GMT", 1.0, 21.0)

    assert heard(quick, slow) == pytest.approx(1020.9)


@pytest.mark.parametrize("date", [None, "", "soon", "Thu, 99 Jan 1970 00:16:40 GMT"])
def test_an_answer_without_a_date_teaches_nothing(date):
    assert heard((date, 0.0, 0.1)) == 7.0
