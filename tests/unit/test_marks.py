"""The times on which marks rest, and the tag that nobody may declare."""

import botocore.config
import pytest

from pulumi_ivs_realtime.aws import session
from pulumi_ivs_realtime.rules.identity.marks import LONGEST_CALL, MARK_KEY, Mark, mark_of
from pulumi_ivs_realtime.rules.inputs import StageInputs
from pulumi_ivs_realtime.rules.kinds.stages import STAGES
from pulumi_ivs_realtime.rules.settings import Connection
from pulumi_ivs_realtime.rules.tags import tag_failures


def test_no_request_outlives_the_grace_of_its_mark():
    """One that did could take effect after another run had claimed the stage."""
    assert session.CONNECT_TIMEOUT + session.READ_TIMEOUT < LONGEST_CALL
    assert session.LONGEST_REQUEST == session.CONNECT_TIMEOUT + session.READ_TIMEOUT


def test_these_are_the_times_that_clients_keep():
    config = session._config(Connection(), 1, None)

    assert isinstance(config, botocore.config.Config)
    assert (config.connect_timeout, config.read_timeout) == (session.CONNECT_TIMEOUT, session.READ_TIMEOUT)


def test_the_mark_cannot_be_declared():
    tags = {MARK_KEY: "made/x", "team": "live"}

    assert list(tag_failures(tags, tags)) == [
        ('tags["pulumi:creating"]', "is the mark of unfinished stages and cannot be declared")
    ]


def test_a_stage_that_declares_the_mark_is_refused():
    mark = {MARK_KEY: "made/x"}
    inputs = StageInputs(name="lobby", region="eu-west-1", tags=mark, tags_all=mark)

    paths = [failure.path for failure in STAGES.failures(inputs)]

    assert paths == ['tags["pulumi:creating"]']


def read_by_0_1_0(value):
    """How the first version took a mark apart, and called all else no mark."""
    parts = value.split("/")
    return tuple(parts) if len(parts) == 3 and parts[1].isdecimal() else None


@pytest.mark.parametrize("phase", ["begun", "made", "kept"])
def test_the_first_version_claims_what_is_begun_and_nothing_else(phase):
    """Teams run several versions: what is finished must be nobody's to claim there, too."""
    mark = Mark("0" * 32, 1750000000, "a1b2.c3d4", phase)

    read = read_by_0_1_0(str(mark))

    assert read == (("0" * 32, "1750000000", "a1b2.c3d4") if phase == "begun" else None)


def test_a_mark_of_the_first_version_is_one_of_a_creation_that_has_begun():
    mark = mark_of({MARK_KEY: "0123456789abcdef0123456789abcdef/1750000000/c3d4"})

    assert mark == Mark("0123456789abcdef0123456789abcdef", 1750000000, "c3d4", "begun")
    assert mark.attempt == ""
