"""Where a stage is: the region of the declaration, the configuration, the environment; another one replaces."""

from steps import Declaration, checked, declared, refusals


def test_only_another_region_replaces(provider, configured):
    lobby = Declaration(provider)
    lobby.up(region="eu-central-1")
    moved = checked(configured(region="us-west-2"), declared(), lobby.inputs)

    assert provider.diff(lobby.id, lobby.outs, moved).replaces == ["region"]


def test_the_environments_region_never_moves_a_stage(configured, monkeypatch):
    lobby = Declaration(configured())
    lobby.up()
    monkeypatch.setenv("AWS_REGION", "us-west-2")

    lobby.provider = configured()

    assert lobby.up() == "same"
    assert lobby.inputs["region"] == "eu-central-1"


def test_a_region_added_to_an_old_state_changes_nothing(provider):
    lobby = Declaration(provider)
    lobby.up()
    del lobby.outs["region"], lobby.inputs["region"]

    assert lobby.up(region="eu-central-1") == "same"


def test_a_region_that_is_not_known_to_serve_is_warned_of_once(provider, capsys):
    for _ in range(2):
        checked(provider, declared(region="eu-centrl-1"))

    said = "".join(capsys.readouterr())
    unknown = '"lobby": region "eu-centrl-1" is not known to serve Amazon IVS Real-Time; did you mean "eu-central-1"?'
    assert said.count(f"{unknown} Known are us-") == 1


def test_a_stage_without_any_region_is_refused(configured, monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    assert refusals(configured()) == [
        "region is not set; pass region=, set aws:region, or AWS_REGION in the environment"
    ]
