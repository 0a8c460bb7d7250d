"""The pages of docs/how-to, typed as they are printed, on both engines."""

import json
import re

import pytest

from documentation.typed import not_printed, shell, type_out
from impact.cli import ENGINES

OFFLINE = 'pulumi() { pulumi-offline "$@"; }'  # it takes the same words

WITHOUT_KEYS = {"accounts.md"}
"""Where the profile alone counts."""


def environment(folder, service, page):
    """As the tutorial leaves the shell: led to the local service, with a state in this folder."""
    (folder / "state").mkdir()
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    leads = {name: value for name, value in service.environment("eu-west-1").items() if name.startswith("AWS_")}
    files = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", *(keys if page in WITHOUT_KEYS else ()))
    return {
        **shell(folder),
        **{name: value for name, value in leads.items() if name not in files},
        "PULUMI_BACKEND_URL": f"file://{folder}/state",
        "PULUMI_CONFIG_PASSPHRASE": "how-to",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def default_tags(said, service):
    """The variable's tag went with the second run; a stage's own tag comes before a default one."""
    assert all(stage["tags"].keys() <= {"team", "CostCenter"} for stage in stages(service))
    assert said[0].count("release=42") == 2
    assert said[1].count("CostCenter=4711") == 2
    (only,) = json.loads(said[1][said[1].index("[\n") :])
    assert only["name"].startswith("main-stage")


def recording(said, service):
    assert [call["operation"] for call in service.calls("UpdateStage")] == ["UpdateStage"]
    assert len(service.calls("CreateStage")) == 1


def maintenance(said, service):
    """Whoever was in stayed until the stage was named."""
    assert [call["status"] for call in service.calls("DeleteStage")] == [200]
    assert stages(service) == []


def moving(said, service):
    """Nobody was cut off: the old stage was deleted when the last one had left."""
    assert re.findall(r"\t(live|idle)", "".join(said)) == ["live", "idle"]
    assert [stage["region"] for stage in stages(service)] == ["eu-central-1"]
    assert len(service.calls("DeleteStage")) == 1


def cleaning_up(said, service):
    assert stages(service) == []
    assert len(service.calls("DeleteStage")) == 2


def accounts(said, service):
    assert service.calls() == []


def stages(service):
    """All stages of the service, with their region."""
    regions = service.control("GET", "state")["regions"]
    return [{**stage, "region": region["region"]} for region in regions for stage in region["stages"]]


CLAIMS = {
    "default-tags.md": default_tags,
    "recording.md": recording,
    "maintenance.md": maintenance,
    "moving.md": moving,
    "cleaning-up.md": cleaning_up,
    "accounts.md": accounts,
}
"""What each page promises beyond what it prints."""


@pytest.mark.full  # each command is a process that imports all anew
@pytest.mark.timeout(300)
@pytest.mark.parametrize("offline", ENGINES)
@pytest.mark.parametrize("page", CLAIMS)
def test_every_command_works_as_printed(page, offline, service, tmp_path):
    said = type_out(f"how-to/{page}", tmp_path, environment(tmp_path, service, page), OFFLINE if offline else "")

    assert not_printed(f"how-to/{page}", said) == [], said
    CLAIMS[page](said, service)
