"""When the service does not do as asked: errors, lost replies, no service at all; and settings that lack something."""

from collections.abc import Sequence

from scenarios.scenario import Configured, Step, destroy, preview, refresh, up
from stage_scenarios.scenario import stages, suite
from stage_scenarios.steps import Calm, ServiceFault

scenarios = suite("us-east-1")

LOBBY = 'ivs.Stage("lobby", tags={"a": "1"})\n'


@scenarios
def service_denies_a_create() -> Sequence[Step]:
    """Access denied: one sentence, nothing made; the next `up` goes on."""
    return stages(LOBBY), ServiceFault("AccessDeniedException", "CreateStage"), up(), Calm(), up()


@scenarios
def service_quota_is_exceeded() -> Sequence[Step]:
    """No room for another stage."""
    return stages(LOBBY), ServiceFault("ServiceQuotaExceededException", "CreateStage"), up()


@scenarios
def service_denies_an_update() -> Sequence[Step]:
    """A failed tag change leaves the state as it was; the next `up` tries again."""
    edited = LOBBY.replace('"1"', '"2"')
    denied = ServiceFault("AccessDeniedException", "TagResource")
    return stages(LOBBY), up(), stages(edited), denied, up(), Calm(), up()


@scenarios
def service_denies_a_read() -> Sequence[Step]:
    """A refresh that may not look drops nothing."""
    return stages(LOBBY), up(), ServiceFault("AccessDeniedException", "GetStage"), refresh(), Calm(), refresh()


@scenarios
def service_denies_a_delete() -> Sequence[Step]:
    """A stage that may not be deleted stays in the state."""
    return stages(LOBBY), up(), ServiceFault("AccessDeniedException", "DeleteStage"), destroy(), Calm(), destroy()


@scenarios
def service_loses_a_reply() -> Sequence[Step]:
    """The reply to CreateStage is lost after the effect: there is one stage."""
    return stages(LOBBY), ServiceFault("drop", "CreateStage", 1), up(), up(), destroy()


@scenarios
def service_throttles() -> Sequence[Step]:
    """Throttling is waited out; nobody hears of it."""
    return stages(LOBBY), ServiceFault("429", "CreateStage", 1), up(), up()


@scenarios
def service_is_not_there() -> Sequence[Step]:
    """No service answers."""
    return stages(LOBBY), up(AWS_ENDPOINT_URL_IVS_REALTIME="http://127.0.0.1:9")


@scenarios
def settings_lack_a_region() -> Sequence[Step]:
    """Without a region a preview fails and says where one may come from."""
    return stages(LOBBY), preview(AWS_REGION="", AWS_DEFAULT_REGION="")


@scenarios
def settings_lack_credentials() -> Sequence[Step]:
    """Without credentials `up` fails before anything is made."""
    nobody = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}
    return stages(LOBBY), preview(**nobody), up(**nobody)


@scenarios
def settings_of_a_wrong_shape() -> Sequence[Step]:
    """Default tags of a wrong shape are refused by name."""
    return stages(LOBBY), Configured("  aws:defaultTags:\n    team: live\n"), preview()
