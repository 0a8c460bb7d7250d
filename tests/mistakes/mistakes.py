"""Fifty-six mistakes as small programs."""

from __future__ import annotations

from dataclasses import dataclass

ARCHIVE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/Archive00001"
ABROAD = "arn:aws:ivs:us-west-2:123456789012:storage-configuration/Archive00001"
ROOM = "arn:aws:ivs:eu-central-1:123456789012:stage/Lobby0000001"


@dataclass(frozen=True)
class Mistake:
    """A program that does not do what its author means.

    Attributes:
        title: what is wrong, for the table.
        body: the program below its imports.
        config: the stack's configuration, as YAML; its region is eu-central-1 unless that is the mistake.
    """

    title: str
    body: str
    config: str = "aws:region: eu-central-1"

    @property
    def program(self) -> str:
        pulumi = "import pulumi\n\n" if "pulumi." in self.body else ""
        return f"{pulumi}import pulumi_ivs_realtime as ivs\n\n{self.body}\n"


def recorded(inside: str) -> str:
    """A stage with these members of its recording."""
    return f'ivs.Stage("lobby", auto_participant_recording_configuration={{{inside}}})'


def token(arguments: str) -> str:
    """A stage and a token for it with these arguments."""
    return f'lobby = ivs.Stage("lobby")\nivs.ParticipantToken("host", stage_arn=lobby.arn, {arguments})'


_STORAGE = f'"storage_configuration_arn": "{ARCHIVE}"'

MISTAKES: dict[str, Mistake] = {
    # Arguments
    "argument-misspelt": Mistake("an argument misspelt: `tag=`", 'ivs.Stage("lobby", tag={"team": "live"})'),
    "argument-by-position": Mistake("the name given by position", 'ivs.Stage("lobby", "lobby")'),
    "logical-name-forgotten": Mistake("Pulumi's logical name forgotten", 'ivs.Stage(name="lobby")'),
    "required-argument-forgotten": Mistake("a token without a stage", 'ivs.ParticipantToken("host")'),
    "flag-as-text": Mistake("a flag as text", 'ivs.Stage("lobby", force_destroy="yes")'),
    "options-as-dict": Mistake("options as a dict", 'ivs.Stage("lobby", opts={"protect": True})'),
    "logical-name-twice": Mistake("one logical name for two stages", 'ivs.Stage("lobby")\nivs.Stage("lobby")'),
    # Names
    "name-with-space": Mistake("a name with a space", 'ivs.Stage("lobby", name="town hall")'),
    "name-too-long": Mistake("a name of 129 characters", 'ivs.Stage("lobby", name="n" * 129)'),
    "name-of-an-output": Mistake(
        "an Output in an f-string as name", 'hall = ivs.Stage("hall")\nivs.Stage("lobby", name=f"{hall.name}-lobby")'
    ),
    # Tags
    "tags-as-list": Mistake(
        "tags as a list of keys and values", 'ivs.Stage("lobby", tags=[{"Key": "a", "Value": "b"}])'
    ),
    "tag-key-as-number": Mistake("a tag key that is a number", 'ivs.Stage("lobby", tags={1: "a"})'),
    "tag-value-as-list": Mistake("a tag value that is a list", 'ivs.Stage("lobby", tags={"teams": ["a", "b"]})'),
    "tag-of-aws": Mistake("a tag key that AWS reserves", 'ivs.Stage("lobby", tags={"aws:team": "live"})'),
    "tags-too-many": Mistake("51 tags", 'ivs.Stage("lobby", tags={f"tag-{n}": "" for n in range(51)})'),
    "tag-value-too-long": Mistake("a tag value of 257 characters", 'ivs.Stage("lobby", tags={"team": "n" * 257})'),
    "tag-of-an-output": Mistake(
        "an Output in an f-string as tag value",
        'hall = ivs.Stage("hall")\nivs.Stage("lobby", tags={"of": f"{hall.arn}"})',
    ),
    "tag-on-a-managed-stage": Mistake(
        "a tag key declared by a Stage and by a Tag",
        'lobby = ivs.Stage("lobby", tags={"team": "live"})\n'
        'ivs.Tag("team", resource_arn=lobby.arn, key="team", value="x")',
    ),
    "tag-on-a-name": Mistake(
        "the name of a stage as `resource_arn`",
        'lobby = ivs.Stage("lobby", name="lobby")\nivs.Tag("team", resource_arn=lobby.name, key="team", value="live")',
    ),
    # Recording
    "block-member-misspelt": Mistake("`media_typs`", recorded(f'{_STORAGE}, "media_typs": ["AUDIO_ONLY"]')),
    "block-member-in-both-cases": Mistake(
        "`storageConfigurationArn` beside snake_case",
        recorded(f'"storageConfigurationArn": "{ARCHIVE}", "media_types": ["AUDIO_ONLY"]'),
    ),
    "block-member-twice": Mistake(
        "one member in both spellings", recorded(f'{_STORAGE}, "storageConfigurationArn": ""')
    ),
    "block-enumeration": Mistake('`media_types=["AUDIO"]`', recorded(f'{_STORAGE}, "media_types": ["AUDIO"]')),
    "block-text-for-list": Mistake(
        '`media_types="AUDIO_ONLY"`, no list', recorded(f'{_STORAGE}, "media_types": "AUDIO_ONLY"')
    ),
    "block-without-storage": Mistake("recording without a storage", recorded('"media_types": ["AUDIO_ONLY"]')),
    "storage-is-a-bucket": Mistake(
        "a bucket as storage", recorded('"storage_configuration_arn": "arn:aws:s3:::recordings"')
    ),
    "storage-abroad": Mistake("a storage of another region", recorded(f'"storage_configuration_arn": "{ABROAD}"')),
    "reconnect-window-too-long": Mistake(
        "a reconnect window of 500 seconds", recorded(f'{_STORAGE}, "recording_reconnect_window_seconds": 500')
    ),
    "interval-without-mode": Mistake(
        "an interval of thumbnails without its mode",
        recorded(f'{_STORAGE}, "thumbnail_configuration": {{"target_interval_seconds": 30}}'),
    ),
    "interval-as-text": Mistake(
        "a number as text",
        recorded(
            f'{_STORAGE}, "thumbnail_configuration": '
            '{"recording_mode": "INTERVAL", "target_interval_seconds": "often"}'
        ),
    ),
    "block-for-text": Mistake("text for a block", recorded(f'{_STORAGE}, "thumbnail_configuration": "INTERVAL"')),
    # Regions
    "region-misspelt": Mistake("a region misspelt", 'ivs.Stage("lobby", region="eu-centrl-1")'),
    "region-without-the-service": Mistake("a region without the service", 'ivs.Stage("lobby", region="eu-north-1")'),
    "zone-for-region": Mistake("a zone for a region", 'ivs.Stage("lobby", region="eu-central-1a")'),
    # Existing stages
    "adopt-a-name": Mistake("a name to adopt", 'ivs.Stage("lobby", adopt="lobby")'),
    "adopt-what-is-gone": Mistake("a stage to adopt that does not exist", f'ivs.Stage("lobby", adopt="{ROOM}")'),
    "adopt-abroad": Mistake(
        "a stage to adopt in another region",
        f'ivs.Stage("lobby", adopt="{ROOM.replace("eu-central-1", "us-west-2")}")',
    ),
    "adopt-another-kind": Mistake("a storage to adopt as a stage", f'ivs.Stage("lobby", adopt="{ARCHIVE}")'),
    "get": Mistake("`Stage.get`", f'ivs.Stage.get("lobby", "{ROOM}")'),
    "import-option": Mistake(
        "the option `import_`", f'ivs.Stage("lobby", opts=pulumi.ResourceOptions(import_="{ROOM}"))'
    ),
    # Tokens
    "token-for-a-resource": Mistake(
        "a resource where its ARN is meant", 'ivs.ParticipantToken("host", stage_arn=ivs.Stage("lobby"))'
    ),
    "token-for-a-name": Mistake(
        "a stage's name where its ARN is meant",
        'ivs.ParticipantToken("host", stage_arn=ivs.Stage("lobby", name="a").name)',
    ),
    "duration-in-seconds": Mistake("a duration in seconds", token("duration=43200")),
    "duration-of-nothing": Mistake("a duration of 0", token("duration=0")),
    "capability-unknown": Mistake('`capabilities=["LISTEN"]`', token('capabilities=["LISTEN"]')),
    "capability-as-text": Mistake('`capabilities="PUBLISH"`, no list', token('capabilities="PUBLISH"')),
    "user-id-too-long": Mistake("a user id of 129 characters", token('user_id="u" * 129')),
    "attributes-nested": Mistake("attributes inside attributes", token('attributes={"user": {"name": "a"}}')),
    "attributes-too-large": Mistake("attributes of more than 1 kB", token('attributes={"about": "a" * 1100}')),
    "renewal-before-the-beginning": Mistake("a renewal before the beginning", token("duration=60, renew_before=60")),
    # Outputs and look-ups
    "output-misspelt": Mistake("an output misspelt", 'pulumi.export("arn", ivs.Stage("lobby").arns)'),
    "look-up-of-nothing": Mistake("a look-up of nothing", "ivs.get_stage()"),
    "look-up-by-output": Mistake("an Output for a plain look-up", 'ivs.get_stage(arn=ivs.Stage("lobby").arn)'),
    "look-up-of-a-missing-name": Mistake("a look-up of a name that no stage has", 'ivs.get_stage(name="loby")'),
    # Configuration
    "no-region": Mistake("no region anywhere", 'ivs.Stage("lobby")', config=""),
    "default-tags-flat": Mistake(
        "default tags without `tags`",
        'ivs.Stage("lobby")',
        config="aws:region: eu-central-1\n  aws:defaultTags: {team: live}",
    ),
}

WORKS = {
    "block-member-in-both-cases": "the API's spelling is taken, too, as long as each member is given once",
    "token-for-a-resource": "Pulumi hands over the resource's id, which is its ARN",
}
"""What no engine stops, because it does what is meant, and why."""
