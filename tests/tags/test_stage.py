"""Tags of a stage: declared, by default, ignored, at the limit, and changed by others."""

from steps import Declaration


def operations(service):
    return [call["operation"] for call in service.calls()]


def test_a_changed_tag_takes_untag_then_tag_and_no_update(provider, service, aws):
    lobby = Declaration(provider)
    lobby.up(tags={"team": "live", "cost": "7"})
    service.reset_calls()

    assert lobby.up(tags={"team": "video", "env": "dev"}) == "update"

    assert operations(service) == ["UntagResource", "TagResource"]
    assert service.calls("TagResource")[0]["request"]["tags"] == {"team": "video", "env": "dev"}
    assert aws.get_stage(arn=lobby.id)["stage"]["tags"] == {"team": "video", "env": "dev"}


def test_a_stage_with_fifty_tags_can_swap_them_all(provider, aws):
    lobby = Declaration(provider)
    lobby.up(tags={f"k{number}": "v" for number in range(50)})

    lobby.up(tags={f"n{number}": "v" for number in range(50)})

    assert aws.get_stage(arn=lobby.id)["stage"]["tags"] == {f"n{number}": "v" for number in range(50)}


def test_default_tags_are_overlaid_and_ignored_ones_left_alone(configured, aws):
    provider = configured(
        defaultTags={"tags": {"team": "live", "owner": "ops"}}, ignoreTags={"keys": ["scanner"], "keyPrefixes": ["x-"]}
    )
    lobby = Declaration(provider)
    lobby.up(tags={"team": ""})
    aws.tag_resource(resourceArn=lobby.id, tags={"scanner": "seen", "x-1": "y"})

    assert lobby.outs["tagsAll"] == {"team": "", "owner": "ops"}
    lobby.refresh()
    assert lobby.up(tags={"team": ""}) == "same"
    lobby.up(tags={})
    assert aws.get_stage(arn=lobby.id)["stage"]["tags"] == {
        "team": "live",
        "owner": "ops",
        "scanner": "seen",
        "x-1": "y",
    }


def test_tags_changed_behind_our_back_are_put_right_after_a_refresh(provider, aws):
    lobby = Declaration(provider)
    lobby.up(tags={"team": "live", "env": "dev"})
    aws.untag_resource(resourceArn=lobby.id, tagKeys=["team"])
    aws.tag_resource(resourceArn=lobby.id, tags={"env": "prod", "stray": "1"})

    lobby.refresh()

    assert lobby.outs["tags"] == {"env": "prod", "stray": "1"}
    assert lobby.up(tags={"team": "live", "env": "dev"}) == "update"
    assert aws.get_stage(arn=lobby.id)["stage"]["tags"] == {"team": "live", "env": "dev"}
