"""What a team asks of its rooms: `pulumi up --policy-pack examples/policy`."""

import pulumi
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

STAGE = "pulumi-python:dynamic/ivs-realtime:Stage"
NOBODY = "unowned"


def with_a_team(args):
    """Gives a stage the tag `team` where neither the program nor the stack's default tags do."""
    if args.resource_type != STAGE or "team" in args.props.get("tagsAll", {}):
        return None
    # Change `tags`: what is written follows from them, and a change of `tagsAll` alone has no effect.
    return {**args.props, "tags": {**(args.props.get("tags") or {}), "team": NOBODY}}


def not_by_force(args, report_violation):
    """Lets no stage of a production stack be destroyed while people are in it."""
    if args.resource_type == STAGE and args.props.get("forceDestroy") and "prod" in pulumi.get_stack():
        report_violation("force_destroy=True throws people out of a live room; take it away in production")


PolicyPack(
    name="rooms",
    policies=[
        ResourceValidationPolicy(
            name="a-team-owns-each-room",
            description="Each stage bears the tag team.",
            enforcement_level=EnforcementLevel.REMEDIATE,
            remediate=with_a_team,
        ),
        ResourceValidationPolicy(
            name="nobody-is-thrown-out",
            description="No stage of a production stack may be destroyed by force.",
            enforcement_level=EnforcementLevel.MANDATORY,
            validate=not_by_force,
        ),
    ],
)
