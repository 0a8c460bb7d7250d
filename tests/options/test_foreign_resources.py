"""What an alias can hand over: diff() and update() refuse a resource that is not of their kind."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.dynamic import ResourceProvider

from clients import REGION
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider
from steps import declared

STAGE = "arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"
STORAGE = STAGE.replace("stage/", "storage-configuration/")
PROPS: dict[type[ResourceProvider], dict[str, Any]] = {
    StageProvider: {"name": "lobby", "tagsAll": {}, "region": REGION},
    ParticipantTokenProvider: {"stageArn": STAGE, "duration": 60},
    TagProvider: {"resourceArn": STAGE, "key": "cost", "value": "7"},
}
FOREIGN = ["plain", "", STORAGE, "arn:aws:s3:::recordings", "arn:aws:sqs:eu-central-1:123456789012:stage/a"]
OTHERS = {
    StageProvider: ["ParticipantId1", f"{STAGE},cost"],
    ParticipantTokenProvider: [STAGE, f"{STAGE},cost"],
    TagProvider: [STAGE, "ParticipantId1", f"{STAGE},other"],
}
CASES = [(cls, id_) for cls in PROPS for id_ in [*FOREIGN, *OTHERS[cls]]]


@pytest.mark.parametrize(("cls", "id_"), CASES)
def test_a_resource_of_another_kind_is_neither_compared_nor_changed(provider, service, cls, id_):
    mine = cls()
    mine.settings = provider.settings
    news = declared(**PROPS[cls])
    olds = {**news, "url": "https://example.org/"}

    with pytest.raises(Exception, match=r"the state holds .* which is no (stage|participant token|tag)"):
        mine.diff(id_, olds, news)
    with pytest.raises(Exception, match="leads to a resource of another kind"):
        mine.update(id_, olds, news)

    assert service.calls() == []


def test_the_sentence_names_resource_and_way_on(provider):
    with pytest.raises(Exception, match="leads to") as raised:
        provider.diff("plain", {}, declared(**PROPS[StageProvider]))

    assert type(raised.value).__name__ == 'comparing stage "lobby"'
    assert str(raised.value).endswith("give the resource another name, or take the alias away.")
