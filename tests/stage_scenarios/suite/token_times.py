"""What time does to participant tokens: renewed without throwing anyone out, left to expire, or revoked."""

from collections.abc import Sequence

from scenarios.scenario import Step, destroy, preview, preview_refresh, refresh, state, up
from stage_scenarios.scenario import stage_urn, stages, suite
from stage_scenarios.steps import Calm, JoinedWith, Kept, Looked, Passed, ServiceFault, StageGone, StageMade

scenarios = suite("us-east-1")

# Twelve hours, of which the last three are for renewal.
TOKEN = """
lobby = ivs.Stage("lobby", name="lobby")
host = ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")
pulumi.export("token", host.token)
"""
# Of someone else's stage, which takes nothing of this stack with it.
GUEST = """
guest = ivs.ParticipantToken("guest", stage_arn="<arn of hall>", user_id="guest", duration=60)
pulumi.export("token", guest.token)
"""
NO_TOKEN = 'ivs.Stage("lobby", name="lobby")\n'


@scenarios
def token_is_renewed() -> Sequence[Step]:
    """From the last quarter of its life on a token is replaced; a refresh is silent; who used the old one stays."""
    in_use = (up(), Kept("first"), JoinedWith("lobby", "first"))
    too_early = (Passed(530), preview(), up())
    in_time = (Passed(20), refresh(), preview(), up(), Kept("second"), Looked("lobby"))
    afterwards = (JoinedWith("lobby", "second"), Looked("lobby"), up(), destroy("--target", "**host"))
    return stages(TOKEN), *in_use, *too_early, *in_time, *afterwards


@scenarios
def token_is_changed_while_it_is_used() -> Sequence[Step]:
    """Another capability is worth throwing someone out, also in the last quarter: the old token is of no use."""
    edited = stages(TOKEN.replace('user_id="host"', 'user_id="host", capabilities=["SUBSCRIBE"]'))
    in_use = (up(), Kept("first"), JoinedWith("lobby", "first"), Passed(600), edited, up(), Kept("second"))
    return stages(TOKEN), *in_use, Looked("lobby"), JoinedWith("lobby", "first"), JoinedWith("lobby", "second")


@scenarios
def token_whose_revocation_was_denied() -> Sequence[Step]:
    """The next `up` makes up for it, although the old token is about to expire and no difference is left."""
    edited = stages(TOKEN.replace('user_id="host"', 'user_id="host", capabilities=["SUBSCRIBE"]'))
    in_use = (up(), Kept("first"), JoinedWith("lobby", "first"), Passed(600), edited)
    denied = (ServiceFault("AccessDeniedException", "DisconnectParticipant"), up(), Looked("lobby"), Calm())
    return stages(TOKEN), *in_use, *denied, up(), Looked("lobby"), JoinedWith("lobby", "first")


@scenarios
def token_is_removed_early() -> Sequence[Step]:
    """A token that leaves the program long before it expires is revoked: nobody can join with it."""
    return stages(TOKEN), up(), Kept("old"), Passed(530), stages(NO_TOKEN), up(), JoinedWith("lobby", "old")


@scenarios
def token_is_removed_late() -> Sequence[Step]:
    """One that leaves in its last quarter is left to expire."""
    removed = (stages(TOKEN), up(), Kept("old"), Passed(550), stages(NO_TOKEN), preview(), up())
    return *removed, JoinedWith("lobby", "old"), Looked("lobby")


@scenarios
def token_that_expired_is_made_anew() -> Sequence[Step]:
    """After its time a token is kept by a refresh and replaced by `up`."""
    expired = (stages(TOKEN), up(), Kept("old"), Passed(721), JoinedWith("lobby", "old"), refresh(), preview(), up())
    return *expired, Kept("new"), JoinedWith("lobby", "new"), up()


@scenarios
def token_that_is_never_renewed() -> Sequence[Step]:
    """With `renew_before=0` an expired token stays as it is; taking that back replaces it."""
    for_good = stages(TOKEN.replace('user_id="host"', 'user_id="host", renew_before=0'))
    return for_good, up(), Passed(721), preview(), up(), stages(TOKEN), preview(), up(), destroy()


@scenarios
def token_is_destroyed_after_it_expired() -> Sequence[Step]:
    """Nothing is asked of the service for it."""
    return StageMade("hall"), stages(GUEST), up(), Passed(61), destroy()


@scenarios
def token_is_destroyed_before_it_expired() -> Sequence[Step]:
    """It is revoked, and whoever used it is thrown out."""
    joined = (up(), Kept("guest"), JoinedWith("hall", "guest"), Looked("hall"), Passed(30), destroy(), Looked("hall"))
    return StageMade("hall"), stages(GUEST), *joined, JoinedWith("hall", "guest")


@scenarios
def token_is_destroyed_after_its_stage() -> Sequence[Step]:
    """There is nobody left to throw out: success."""
    return StageMade("hall"), stages(GUEST), up(), StageGone("hall"), Passed(30), destroy()


@scenarios
def token_of_a_stage_that_is_made_anew() -> Sequence[Step]:
    """A stage that vanished is made again, and its token with it; nothing is revoked that no longer exists."""
    gone = (up(), Passed(60), StageGone("lobby"), refresh(), preview(), up(), Kept("new"), JoinedWith("lobby", "new"))
    return stages(TOKEN), *gone


@scenarios
def token_of_a_retained_stage() -> Sequence[Step]:
    """The stage stays when the stack goes, so its tokens are revoked."""
    retained = TOKEN.replace('name="lobby"', 'name="lobby", opts=ResourceOptions(retain_on_delete=True)')
    in_use = (stages(retained), up(), Kept("old"), JoinedWith("lobby", "old"), destroy())
    return *in_use, Looked("lobby"), JoinedWith("lobby", "old")


@scenarios
def token_is_tainted() -> Sequence[Step]:
    """What is to be made anew is revoked as long as it is not about to expire anyway."""
    tainted = state("taint", stage_urn("host", "ParticipantToken"), "--yes")
    early = (up(), Kept("first"), tainted, preview(), up(), JoinedWith("lobby", "first"), Kept("second"))
    return stages(TOKEN), *early, Passed(600), tainted, up(), JoinedWith("lobby", "second")


@scenarios
def token_is_renamed_by_alias() -> Sequence[Step]:
    """Another name in the program is no reason for another token; its renewal goes by the new name."""
    opts = 'opts=ResourceOptions(aliases=[pulumi.Alias(name="host")])'
    renamed = TOKEN.replace('"host", stage_arn=lobby.arn', f'"anchor", stage_arn=lobby.arn, {opts}')
    return stages(TOKEN), up(), stages(renamed), preview(), up(), Passed(600), refresh(), up(), up()


@scenarios
def token_in_runs_that_refresh_first() -> Sequence[Step]:
    """A refresh on its own never speaks of time; one before an update or a preview does not hide it."""
    silent = (preview_refresh(), refresh("--diff"))
    return stages(TOKEN), up(), Passed(600), *silent, preview("--refresh"), up("--refresh"), up("--refresh")


@scenarios
def token_of_a_replaced_stage() -> Sequence[Step]:
    """Another stage, another token; the old one goes with its stage."""
    moved = stages(TOKEN.replace('name="lobby"', 'name="lobby", region="us-west-2"'))
    replaced = (up(), Kept("old"), moved, preview(), up(), Kept("new"))
    return stages(TOKEN), *replaced, JoinedWith("lobby", "old"), JoinedWith("lobby", "new"), up()
