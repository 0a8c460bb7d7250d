"""The page at `/`, used by a real browser: mouse, keyboard, widths, colours, and 50 calls a second."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivs_realtime_local import LocalService
from ivs_realtime_local.model import operations
from local.browser import CHROMIUM, Browser
from local.conftest import client, send

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")

WIDE, NARROW = (1280, 800), (400, 844)
LOOKS = [("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def pictures(tmp_path) -> Path:
    """Where screenshots go: the directory that SCREENSHOTS names, else nowhere that lasts."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def scene() -> Iterator[tuple[LocalService, str]]:
    """A service with stages in two regions, one of them live, one unfinished, and a refused call."""
    with LocalService() as service:
        ivs = client(service.url)
        tags = {"team": "video", "env": "dev"}
        ivs.create_stage(name="lobby", tags=tags)
        ivs.create_stage(name="green-room", tags=tags)
        main = ivs.create_stage(name="main-stage", tags=tags)["stage"]["arn"]
        client(service.url, "us-west-2").create_stage(name="rehearsal", tags={"pulumi:creating": "0a1b|1|2"})
        service.join(main, userId="ada", publish=True)
        service.join(main, userId="grace")
        service.fault("429", "ListStages", count=1)
        with pytest.raises(ivs.exceptions.ClientError):
            ivs.list_stages()
        ivs.list_stages()
        yield service, main


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("scheme", "size"), LOOKS, ids=lambda value: value if isinstance(value, str) else str(value[0])
)
def test_the_page_shows_what_the_service_holds(browser, scene, pictures, scheme, size):
    service, _ = scene
    browser.open(service.url, width=size[0], height=size[1], dark=scheme == "dark")
    browser.until("document.querySelectorAll('.stage').length === 4")

    browser.click(".stage:nth-child(3) summary")

    assert browser.run("document.querySelector('#summary').textContent") == (
        "4 stages · 1 live · 2 participants · 1 unfinished · 6 calls"
    )
    assert texts(browser, ".region h3") == ["eu-central-1 · account 123456789012", "us-west-2 · account 123456789012"]
    assert texts(browser, ".name") == ["lobby", "green-room", "main-stage", "rehearsal"]
    assert texts(browser, ".stage:nth-child(3) .state") == ["live, 2 participants"]
    assert texts(browser, ".participants span") == ["ada, publishing", "grace"]
    assert texts(browser, ".mark") == ["unfinished"]
    assert texts(browser, ".failed") == ["429 TooManyRequests"]
    assert [text[9:] for text in texts(browser, "#events li")] == ["Participant Published: ada on main-stage"]
    assert browser.run("document.documentElement.scrollWidth") <= size[0]
    light = browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(246, 247, 249)"
    assert light == (scheme == "light")
    browser.screenshot(pictures / f"local-service-{scheme}-{'wide' if size == WIDE else 'narrow'}.png")


BROKEN = """
  [...document.querySelectorAll('#log td')].filter((cell) => {
    const text = document.createRange();
    text.selectNodeContents(cell.querySelector('.open') ?? cell);
    const edge = document.querySelector('#calls .scroll').getBoundingClientRect().right;
    return new Set([...text.getClientRects()].map((each) => each.top)).size > 1
      || cell.getBoundingClientRect().right > edge + 1;
  }).map((cell) => cell.textContent)
"""


@pytest.mark.full
def test_a_wide_page_cuts_no_column_and_breaks_no_error_code(browser):
    """Every error of the model, and the longest names of operations."""
    codes = {error["shape"] for operation in operations().values() for error in operation["errors"]}
    with LocalService() as service:
        ivs = client(service.url)
        for code in sorted(codes):
            service.fault(code, "CreateEncoderConfiguration", count=1)
            with pytest.raises(ivs.exceptions.ClientError):
                ivs.create_encoder_configuration()
        browser.open(service.url, width=WIDE[0], height=WIDE[1])
        browser.until(f"document.querySelectorAll('.failed').length === {len(codes)}")

        assert browser.run(BROKEN) == []
        assert browser.run("document.querySelector('#calls .scroll').scrollWidth") <= browser.run(
            "document.querySelector('#calls .scroll').clientWidth"
        )


@pytest.mark.full
def test_join_and_leave_by_mouse(browser, scene):
    """Buttons change the service, and the page follows without being loaded again."""
    service, main = scene
    ivs = client(service.url)
    browser.open(service.url, width=1280, height=800, dark=False)
    browser.until("document.querySelectorAll('.stage').length === 4")
    browser.run("window.loadedOnce = true")
    lobby = ".stage:nth-child(1)"
    browser.click(f"{lobby} summary")

    browser.click(f"{lobby} [data-action=publish]")
    browser.until(f"document.querySelector('{lobby} .state').textContent === 'live, 1 participant'")
    browser.click(f"{lobby} .participants button.leave")
    browser.until(f"document.querySelector('{lobby} .state').textContent === 'idle'")
    browser.click(".stage:nth-child(3) summary")
    browser.click(".stage:nth-child(3) [data-action=leave]")
    browser.until("document.querySelector('.stage:nth-child(3) .state').textContent === 'idle'")

    assert ivs.get_stage(arn=main)["stage"]["activeSessionId"] == ""
    ivs.delete_stage(arn=main)
    browser.until("document.querySelectorAll('.stage').length === 3")
    assert browser.run("window.loadedOnce") is True


@pytest.mark.full
def test_the_keyboard_is_enough(browser, scene):
    """`/` leads to the filter; Tab and Enter open a stage and let someone join."""
    service, _ = scene
    browser.open(service.url, width=1280, height=800, dark=False)
    browser.until("document.querySelectorAll('.stage').length === 4")

    browser.press("/")
    for letter in "lobby":
        browser.press(letter)
    browser.until("document.querySelectorAll('.stage:not([hidden])').length === 1")
    browser.press("Tab")
    browser.press("Enter")
    for wanted in ("team=video", "env=dev", "Copy ARN"):
        browser.press("Tab")
        assert focused(browser) == wanted
    browser.press("Tab")
    assert focused(browser) == "Join"
    browser.press("Enter")

    browser.until("document.querySelector('.stage .state').textContent === 'live, 1 participant'")
    assert focused(browser) == "Join"


@pytest.mark.full
def test_a_line_says_who_is_in_and_who_publishes(browser, scene):
    service, main = scene
    service.join(main, count=4)
    browser.open(service.url, width=1280, height=800)
    browser.until("document.querySelector('.stage:nth-child(3) .state')?.textContent === 'live, 6 participants'")
    third = ".stage:nth-child(3)"

    assert texts(browser, f"{third} .people")[0].startswith("ada is publishing · grace · ")
    assert texts(browser, f"{third} .people")[0].endswith(" · 2 more")
    browser.click(f"{third} summary")
    assert texts(browser, f"{third} .participants button")[:2] == ["Stop publishing", "Leave"]
    browser.click(f"{third} .participants button")
    browser.until(f"document.querySelector('{third} .participants span').textContent === 'ada'")
    assert texts(browser, f"{third} .participants button")[0] == "Publish"


@pytest.mark.full
def test_tags_are_filters(browser, scene):
    """By mouse and by keyboard; what is chosen is shown, and can be taken back."""
    service, _ = scene
    shown = "[...document.querySelectorAll('.stage:not([hidden]) .name')].map((one) => one.textContent).join()"
    client(service.url).create_stage(name="video-hall", tags={"team": "audio"})
    browser.open(service.url, width=1280, height=800)
    browser.until("document.querySelectorAll('.stage').length === 5")

    browser.click(".stage:nth-child(1) .tag")
    assert browser.run(shown) == "lobby,green-room,main-stage"
    assert browser.run("document.querySelector('.stage details').open") is False
    assert browser.run("document.querySelectorAll('.tag[aria-pressed=true]').length") == 3
    browser.click("#chosen button")
    assert browser.run(shown) == "lobby,green-room,main-stage,video-hall,rehearsal"
    browser.run("document.querySelector('.tag.mark').focus()")
    browser.press("Enter")
    assert browser.run(shown) == "rehearsal"


@pytest.mark.full
def test_what_is_no_stage_is_listed_and_an_unfinished_one_is_found(browser, scene):
    """Without a stream key; the same chips filter."""
    service, _ = scene
    ivs = client(service.url)
    ivs.create_storage_configuration(name="archive", s3={"bucketName": "recordings"}, tags={"team": "video"})
    key = ivs.create_ingest_configuration(ingestProtocol="RTMPS", name="camera", tags={"pulumi:creating": "a|1|2"})
    browser.open(service.url, width=NARROW[0], height=NARROW[1])
    browser.until("document.querySelectorAll('#others li').length === 2")

    assert texts(browser, "#others .name") == ["archive", "camera"]
    assert texts(browser, "#others .state") == ["storage configuration", "ingest configuration"]
    assert " · 2 unfinished · " in browser.run("document.querySelector('#summary').textContent")
    assert key["ingestConfiguration"]["streamKey"] not in browser.run("document.documentElement.innerHTML")
    browser.click("#others .tag.mark")
    assert browser.run("[...document.querySelectorAll('#others li:not([hidden])')].length") == 1
    assert browser.run("document.querySelectorAll('.stage:not([hidden])').length") == 1
    assert browser.run("document.documentElement.scrollWidth") <= NARROW[0]


@pytest.mark.full
def test_a_call_opens_to_its_request_and_its_answer(browser, scene, pictures):
    """Without what is secret in either."""
    service, main = scene
    token = client(service.url).create_participant_token(stageArn=main, userId="ada")["participantToken"]["token"]
    browser.open(service.url, width=1280, height=800)
    browser.until("document.querySelectorAll('#log tr').length === 7")

    browser.click("#log tr:nth-child(1) .open")
    browser.until("document.querySelectorAll('.detail pre').length === 2")
    request, answer = (json.loads(text) for text in texts(browser, ".detail pre"))

    browser.screenshot(pictures / "local-service-call.png")
    assert request == {"stageArn": main, "userId": "ada"}
    assert answer["participantToken"]["userId"] == "ada"
    assert answer["participantToken"]["token"] == "***"
    assert token not in browser.run("document.documentElement.innerHTML")
    browser.click("#log tr:nth-child(1) .open")
    assert browser.run("document.querySelectorAll('.detail').length") == 0
    browser.click("#log tr:nth-child(3) .open")
    browser.until("document.querySelectorAll('.detail pre').length === 2")
    assert "asked for by a fault" in texts(browser, ".detail pre")[1]


@pytest.mark.full
def test_faults_and_holds_are_switched_by_hand(browser, service, pictures):
    ivs = client(service.url)
    browser.open(service.url, width=NARROW[0], height=NARROW[1], dark=True)
    browser.until("document.querySelector('#faults-state').textContent === 'none set'")
    browser.click("#faults summary")

    browser.run("document.querySelector('#fault-kind').value = '503'")
    browser.run("document.querySelector('#fault-operation').value = 'CreateStage'")
    browser.run("document.querySelector('#fault-count').value = '1'")
    browser.click("#fault-form button")
    browser.until("document.querySelector('#set').textContent.includes('strikes CreateStage, 1 more time')")
    browser.screenshot(pictures / "local-service-faults.png")
    with pytest.raises(ivs.exceptions.ClientError):
        ivs.create_stage(name="lobby")
    browser.until("document.querySelector('#faults-state').textContent === 'none set'")

    browser.run("document.querySelector('#hold-operation').value = 'ListStages'")
    browser.click("#hold-form button")
    browser.until("document.querySelector('#faults-state').textContent === '1 set'")
    caller = threading.Thread(target=ivs.list_stages)
    caller.start()
    browser.until("document.querySelector('#faults-state').textContent === '1 set, 1 call held now'")
    assert caller.is_alive()
    browser.click("#clear")
    caller.join(timeout=20)
    assert not caller.is_alive()
    browser.until("document.querySelector('#set').textContent === ''")


@pytest.mark.full
def test_what_the_control_refuses_is_said(browser, scene):
    service, _ = scene
    browser.open(service.url, width=1280, height=800)
    browser.until("document.querySelectorAll('.stage').length === 4")

    browser.run("document.querySelector('#faults').open = true")
    browser.run("document.querySelector('#fault-count').value = '1.5'")
    browser.run("document.querySelector('#fault-form').noValidate = true")
    browser.click("#fault-form button")

    browser.until("document.querySelector('#problem').textContent.includes('count is a whole number')")


@pytest.mark.full
def test_errors_can_be_looked_at_alone_and_the_log_be_held(browser, scene):
    service, _ = scene
    browser.open(service.url, width=1280, height=800, dark=False)
    browser.until("document.querySelectorAll('#log tr').length === 6")

    browser.click("#errors-only")
    assert browser.run("document.querySelectorAll('#log tr').length") == 1
    browser.click("#errors-only")
    browser.click("#pause")
    client(service.url).list_stages()
    browser.until("document.querySelector('#summary').dataset.last === '7'")
    assert browser.run("document.querySelectorAll('#log tr').length") == 6
    browser.click("#pause")
    assert browser.run("document.querySelectorAll('#log tr').length") == 7


@pytest.mark.full
def test_the_page_follows_fifty_calls_a_second(browser):
    """Every call is on the page soon after its answer, for as long as they come."""
    with LocalService() as service:
        browser.open(service.url, width=1280, height=800, dark=False)
        browser.until("document.querySelector('#summary').textContent.startsWith('0 stages')")
        answered: list[float] = []

        def call() -> None:
            ivs = client(service.url)
            begin = time.monotonic()
            for number in range(150):
                ivs.create_stage(name=f"s{number}") if number % 4 == 0 else ivs.list_stages(maxResults=1)
                answered.append(time.monotonic())
                time.sleep(max(0.0, begin + (number + 1) / 50 - time.monotonic()))

        caller = threading.Thread(target=call)
        caller.start()
        behind = 0.0
        while caller.is_alive():
            shown = int(browser.run("document.querySelector('#summary').dataset.last"))
            if shown < len(answered):
                behind = max(behind, time.monotonic() - answered[shown])
            time.sleep(0.05)
        caller.join()
        browser.until("document.querySelectorAll('#log tr').length === 150", seconds=2)

    rate = len(answered) / (answered[-1] - answered[0])
    print(f"{rate:.0f} calls a second, the page at most {behind:.2f} s behind")
    assert behind < 3  # on a busy machine; were it falling behind, this would grow with the number of calls


def test_names_and_tags_are_shown_as_text(browser):
    """Nothing that a client wrote becomes markup."""
    with LocalService() as service:
        client(service.url).create_stage(tags={"<img src=x onerror=alert(1)>": "<b>bold</b>"})
        browser.open(service.url, width=1280, height=800, dark=False)
        browser.until("document.querySelectorAll('.tag').length === 1")

        assert texts(browser, ".tag") == ["<img src=x onerror=alert(1)>=<b>bold</b>"]
        assert browser.run("document.querySelectorAll('.tag *').length") == 0


def test_a_browser_gets_the_page_and_a_client_sts(service):
    assert "<title>Stages" in send(service.url, "GET", "/", "", {})[2]


def texts(browser: Browser, selector: str) -> list[str]:
    script = f"[...document.querySelectorAll({selector!r})].map((one) => one.textContent)"
    found: list[str] = browser.run(script)
    return found


def focused(browser: Browser) -> str:
    text: str = browser.run("document.activeElement.textContent")
    return text


@pytest.mark.full
def test_characters_that_turn_or_hide_text_are_shown_as_escapes(browser):
    with LocalService() as service:
        client(service.url).create_stage(name="lobby", tags={"te\u202eam": "\u2066ada\x07<b>"})
        browser.open(service.url, width=WIDE[0], height=WIDE[1], dark=False)
        browser.until("document.querySelectorAll('.tag').length === 1")

        shown = browser.run("document.body.innerText + document.querySelector('.tag').title")

    assert "te\\u202eam=\\u2066ada\\u0007<b>" in shown
    assert not {"\u202e", "\u2066", "\x07"} & set(shown)
