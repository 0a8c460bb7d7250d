"""Three rooms of a show: the stack's default tags on each of them, tags of their own, and keys that are not ours."""

import pulumi

import pulumi_ivs_realtime as ivs

lobby = ivs.Stage("lobby")
main = ivs.Stage("main-stage", tags={"recorded": "yes"})
# A tag of the stage wins over the default of the same key.
sponsors = ivs.Stage("sponsors", tags={"team": "partners"})

for name, stage in {"lobby": lobby, "main-stage": main, "sponsors": sponsors}.items():
    pulumi.export(name, stage.tags_all)
