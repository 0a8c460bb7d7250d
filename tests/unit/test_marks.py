"""The times on which marks rest, and the tag that nobody may declare."""

import botocore.config

from pulumi_ivs_realtime.aws import session
from pulumi_ivs_realtime.rules.identity.marks import LONGEST_CALL, MARK_KEY
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
