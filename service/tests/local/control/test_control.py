"""What tests can make the service do at run time."""

import contextlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ConnectionError

from ivs_realtime_local import LocalService
from local.conftest import client


def test_calls_are_listed_in_order_without_secrets(ivs, service):
    arn = ivs.create_stage(name="lobby")["stage"]["arn"]
    ivs.get_stage(arn=arn)
    with pytest.raises(ClientError):
        ivs.create_stage(name="two words")

    calls = service.calls()

    assert [(call["operation"], call["status"], call["error"]) for call in calls] == [
        ("CreateStage", 200, ""),
        ("GetStage", 200, ""),
        ("CreateStage", 400, "ValidationException"),
    ]
    assert calls[0]["request"] == {"name": "lobby"}
    assert calls[0]["region"] == "eu-central-1"
    assert [call["operation"] for call in service.calls("GetStage")] == ["GetStage"]
    assert service.calls(since=calls[-1]["number"]) == []


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("429", 429, "TooManyRequestsException"),
        ("500", 500, "InternalServerException"),
        ("503", 503, "ServiceUnavailableException"),
        ("PendingVerification", 403, "PendingVerification"),
    ],
)
def test_a_fault_strikes_as_often_as_asked_and_without_effect(ivs, service, kind, status, code):
    service.fault(kind, "CreateStage", count=1, match={"name": "struck"})

    ivs.create_stage(name="spared")
    with pytest.raises(ClientError) as error:
        ivs.create_stage(name="struck")
    ivs.create_stage(name="struck")

    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert error.value.response["Error"]["Code"] == code
    assert [call["status"] for call in service.calls()] == [200, status, 200]


def test_an_error_after_the_effect_leaves_the_stage(connect, service):
    """What makes CreateStage dangerous to repeat."""
    ivs = connect("ap-northeast-1")
    service.fault("500", "CreateStage", count=1, after=True)

    with pytest.raises(ClientError, match="InternalServerException"):
        ivs.create_stage(name="there")

    assert [stage["name"] for stage in ivs.list_stages()["stages"]] == ["there"]


def test_faults_strike_sts_as_well(connect, service):
    service.fault("AccessDeniedException", "AssumeRole")
    sts = connect(api="sts")

    with pytest.raises(ClientError, match="AccessDenied"):
        sts.assume_role(RoleArn="arn:aws:iam::210987654321:role/deploy", RoleSessionName="test")
    sts.get_caller_identity()

    assert [(call["operation"], call["status"]) for call in service.calls()] == [
        ("AssumeRole", 403),
        ("GetCallerIdentity", 200),
    ]


def test_a_fault_strikes_at_its_rate_after_those_it_skips(ivs, service):
    service.fault("503", "ListStages", rate=0.5, skip=10)

    for _ in range(210):
        with contextlib.suppress(ClientError):
            ivs.list_stages()

    statuses = [call["status"] for call in service.calls()]
    assert set(statuses[:10]) == {200}
    assert 60 < statuses.count(503) < 140


def test_faults_and_latency_may_be_set_at_the_start():
    fault = '{"kind": "503", "operation": "ListStages", "count": 1}'
    with LocalService(options=("--fault", fault, "--latency", "*=0.02", "--quotas", "--time-factor", "100")) as service:
        with pytest.raises(ClientError, match="ServiceUnavailableException"):
            client(service.url).list_stages()
        client(service.url).list_stages()

        assert all(call["latency"] >= 0.02 for call in service.calls())


def test_a_listing_may_lag(connect, service):
    """What is not listed yet is there all the same."""
    ivs = connect("ap-northeast-2")
    service.lag(60)
    try:
        arn = ivs.create_stage(name="late")["stage"]["arn"]

        assert ivs.list_stages()["stages"] == []
        assert ivs.get_stage(arn=arn)["stage"]["name"] == "late"
    finally:
        service.lag(0)
    assert [stage["name"] for stage in ivs.list_stages()["stages"]] == ["late"]


def test_a_dropped_reply_comes_after_the_effect(connect, service):
    ivs = connect("us-east-1")
    service.fault("drop", "CreateStage", count=1)

    with pytest.raises(ConnectionClosedError):
        ivs.create_stage(name="lost")

    assert [stage["name"] for stage in ivs.list_stages()["stages"]] == ["lost"]
    assert service.calls("CreateStage")[0]["status"] == 0


def test_a_reset_comes_before_the_effect(connect, service):
    ivs = connect("us-west-2")
    service.fault("reset", "CreateStage", count=1)

    with pytest.raises((ConnectionClosedError, ConnectionError)):
        ivs.create_stage(name="never")

    assert ivs.list_stages()["stages"] == []


def test_latency_waits_before_and_after_the_effect(ivs, service):
    service.latency("ListStages", before=0.05, after=0.05)

    started = time.monotonic()
    ivs.list_stages()

    assert time.monotonic() - started >= 0.1


def test_a_held_call_waits_at_its_point_until_all_is_calm(connect, service):
    ivs = connect("ap-south-1")
    service.hold("CreateStage", when="before")
    with ThreadPoolExecutor() as threads:
        creation = threads.submit(ivs.create_stage, name="lobby", tags={"a": "1"})
        held = _held(service)
        assert ivs.list_stages()["stages"] == []
        service.calm()
        arn = creation.result()["stage"]["arn"]

        service.hold("UntagResource", when="after")
        removal = threads.submit(ivs.untag_resource, resourceArn=arn, tagKeys=["a"])
        removed = _held(service)
        assert ivs.get_stage(arn=arn)["stage"]["tags"] == {}
        assert not removal.done()
        service.calm()
        removal.result()

    request = {"name": "lobby", "tags": {"a": "1"}}
    assert held == [{"operation": "CreateStage", "when": "before", "request": request}]
    assert [call["operation"] for call in removed] == ["UntagResource"]
    assert service.held() == []


def test_a_call_is_held_before_or_after_its_effect(service):
    with pytest.raises(ValueError, match="A call is held before or after it takes effect, not 'during'"):
        service.hold("CreateStage", when="during")


def _held(service):
    limit = time.monotonic() + 10
    while not (held := service.held()):
        assert time.monotonic() < limit
        time.sleep(0.01)
    return held


def test_quotas_throttle_what_is_too_fast(ivs, service):
    """A bucket holds one second of its rate; the time factor fills it faster."""
    service.quotas(calls=True)

    with pytest.raises(ClientError, match="TooManyRequestsException"):
        list_for_ever(ivs)
    assert len(service.calls()) > 5

    service.quotas(timeFactor=1000)
    for _ in range(50):
        ivs.list_stages()


def list_for_ever(ivs) -> None:
    for _ in range(200):
        ivs.list_stages()


def test_quotas_are_kept_by_operation_region_and_account(connect, service):
    service.quotas(calls=True, timeFactor=0.001)  # one call, and the next in minutes
    connect().list_stages()

    connect().create_stage()
    connect("us-west-2").list_stages()
    connect(key="210987654321").list_stages()
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        connect().list_stages()


def test_the_service_ends_with_the_process_that_started_it():
    """However that ends: nothing is left behind by a killed test run."""
    script = "from ivs_realtime_local import LocalService as S; s = S().start(); print(s.pid, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        parent.kill()

    for _ in range(500):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError("the service is still there")


def test_participants_make_a_stage_live(ivs, service):
    arn = ivs.create_stage()["stage"]["arn"]

    service.join(arn, count=2, publish=True)
    assert ivs.get_stage(arn=arn)["stage"]["activeSessionId"].startswith("st-")
    service.leave(arn)

    assert ivs.get_stage(arn=arn)["stage"]["activeSessionId"] == ""


def test_switches_change_what_is_not_settled(ivs, service):
    service.switch(idle_session="absent", error_body="message")
    try:
        stage = ivs.create_stage()["stage"]
        with pytest.raises(ClientError) as error:
            ivs.create_stage(name="two words")
    finally:
        service.switch(idle_session="empty", error_body="both")

    assert "activeSessionId" not in stage
    assert error.value.response["Error"]["Message"].startswith("name must consist of")


def test_an_unknown_switch_is_refused_by_name(service):
    with pytest.raises(ValueError, match="There is no switch colour"):
        service.switch(colour="blue")


def test_state_survives_kill_9(tmp_path):
    """Whatever was acknowledged is there after the process was killed."""
    with LocalService(tmp_path) as service:
        ivs = client(service.url)
        kept = [ivs.create_stage(name=f"s{number}", tags={"n": str(number)})["stage"] for number in range(5)]
        ivs.delete_stage(arn=kept.pop()["arn"])
        service.kill()
        service.start()

        ivs = client(service.url)
        assert [ivs.get_stage(arn=stage["arn"])["stage"] for stage in kept] == kept
        assert len(ivs.list_stages()["stages"]) == 4


def test_two_services_on_one_directory_are_refused(tmp_path):
    with LocalService(tmp_path), pytest.raises(RuntimeError, match="Another local service uses"):
        LocalService(tmp_path).start()


def test_only_this_machine_is_served():
    with pytest.raises(RuntimeError, match="this machine only"):
        LocalService(options=("--host", "0.0.0.0")).start()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_the_service_starts_within_a_second_of_work():
    """In seconds of the processor, which other work on the machine does not stretch."""
    with LocalService() as service:
        worked = cpu_seconds(service.pid)

    print(f"local service: {worked:.2f} s of processor time until it answered")
    assert worked < 1


def cpu_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("set_up", ["fault", "latency", "hold", "quotas"])
def test_an_operation_that_does_not_exist_is_refused_with_the_nearest(service, set_up):
    asked = {
        "fault": lambda: service.fault("503", "CreateStag"),
        "latency": lambda: service.latency("CreateStag", before=1),
        "hold": lambda: service.hold("CreateStag"),
        "quotas": lambda: service.quotas(rates={"CreateStag": 1}),
    }

    with pytest.raises(ValueError, match=r"There is no operation CreateStag; did you mean CreateStage\?"):
        asked[set_up]()


@pytest.mark.parametrize("off", [240, -240])
def test_answers_are_dated_by_the_services_clock(off):
    with LocalService() as own:
        own.advance(off)
        ivs = client(own.url)
        told = ivs.list_stages()["ResponseMetadata"]["HTTPHeaders"]["date"]

    assert parsedate_to_datetime(told).timestamp() - time.time() == pytest.approx(off, abs=30)
