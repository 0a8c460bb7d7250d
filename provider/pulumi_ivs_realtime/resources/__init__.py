"""What programs declare: stages, tokens, tags; and what they look up."""

WARM = (
    "pulumi_ivs_realtime.resources.stage",
    "pulumi_ivs_realtime.resources.participant_token",
    "pulumi_ivs_realtime.resources.tag",
    "pulumi_ivs_realtime.aws.session:warm",
    "pulumi_ivs_realtime.resources.lookups",
)
"""What programs with these resources and their hosts load, most used first, for an engine that forks them."""
