"""What a program hides is never harmless, and never an error: secrets, and values that are not known yet."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime import impact
from report.hidden import SIDES, UNKNOWN, Taken, lives_of, previews
from seeds import SEED

FORMS = 14
LIVES = ("not asked", "idle", "live")


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> list[Taken]:
    with LocalService() as service:
        return [*previews(tmp_path_factory.mktemp("half"), service, half=True)]


@pytest.fixture(scope="module")
def all_forms(tmp_path_factory: pytest.TempPathFactory) -> list[Taken]:
    with LocalService() as service:
        return [*previews(tmp_path_factory.mktemp("all"), service)]


def gates(one: Taken) -> Iterator[tuple[str, impact.Report, tuple[str, ...]]]:
    """What the gate says, by what AWS said."""
    preview = one.preview()
    for kind in LIVES:
        report = impact.report_on(preview, one.now, lives_of(one, preview, kind))
        yield kind, report, tuple(map(str, impact.objections(report, ["disconnect"])))


def in_all_formats(report: impact.Report) -> str:
    layout = impact.laid_out(report)
    return "\n".join([impact.text(layout), impact.markdown(layout), json.dumps(impact.document(report))])


def check(one: Taken, urn: str, path: tuple, hidden: str, side: str, open_before: dict[str, bool]) -> None:
    where = f"{one.form}: {hidden} {side} in {path} of {urn}"
    found = [*gates(one.hiding(urn, path, side, one.hidden()[hidden]))]
    for kind, _, objections in found:
        assert open_before[kind] or objections, f"hiding a value opened the gate, {kind}: {where}"
        assert one.touches or not objections, f"the gate cried wolf, {kind}, {objections}: {where}"
    assert UNKNOWN not in in_all_formats(found[-1][1]), where


def draws(taken: list[Taken]) -> Iterator[tuple]:
    for whole in taken:
        for one in map(whole.only, whole.urns):
            before = {kind: not objections for kind, _, objections in gates(one)}
            for urn, path in one.places():
                for hidden in one.hidden():
                    for side in SIDES:
                        yield one, urn, path, hidden, side, before


@pytest.mark.full
def test_a_gate_that_closes_stays_closed_whatever_is_hidden(taken):
    """A sample, each resource alone; what nobody is touched by stays open."""
    everything = [*draws(taken)]

    for draw in random.Random(SEED).sample(everything, 100):
        check(*draw)


@pytest.mark.full
@pytest.mark.timeout(600)
@pytest.mark.parametrize("form", range(FORMS))
def test_a_gate_that_closes_stays_closed_wherever_anything_is_hidden(all_forms, form):
    """Every property at every depth, of each resource, in each form of preview."""
    assert len(all_forms) == FORMS
    for draw in draws(all_forms[form : form + 1]):
        check(*draw)


def test_a_missing_old_state_opens_no_gate(taken):
    for whole in taken:
        for urn in whole.urns:
            one = whole.only(urn)
            closed = {kind for kind, _, objections in gates(one) if objections}
            still = {kind for kind, _, objections in gates(one.without_old_state(urn)) if objections}
            assert closed <= still, (one.form, urn)


def test_the_previews_close_the_gate_where_people_are_touched(taken):
    """Otherwise nothing above could fail."""
    for one in taken:
        for kind, _, objections in gates(one):
            assert bool(objections) == (one.touches and kind != "idle"), (one.form, kind, objections)
