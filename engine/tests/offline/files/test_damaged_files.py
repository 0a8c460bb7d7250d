"""Files of the backend that are empty, half written or of another shape: one sentence with file and way on."""

import json
import shutil

import pytest

from offline.conftest import Workbench
from pulumi_offline import Locked, WorkspaceError

HEAD = b'{"version":3,"checkpoint":{"latest":'
DAMAGED = {
    "empty": b"",
    "half": None,
    "no JSON": b"\x00\x01",
    "no UTF-8": b'{"version":3,"checkpoint":"\xff"}',
    "a list": b"[]",
    "a text": b'"x"',
    "no checkpoint": b'{"version":3}',
    "a checkpoint that is a list": b'{"version":3,"checkpoint":[]}',
    "a deployment that is a list": b'{"version":3,"checkpoint":{"latest":[]}}',
    "resources that are texts": HEAD + b'{"resources":["x"]}}}',
    "a resource without URN": HEAD + b'{"resources":[{"type":"a:b:c"}]}}}',
    "resources that are a number": HEAD + b'{"resources":3}}}',
    "an operation without resource": HEAD + b'{"pending_operations":[{"type":"creating"}]}}}',
    "inputs that are a list": HEAD + b'{"resources":[{"urn":"u","type":"t","inputs":[1]}]}}}',
}
COMMANDS = {
    "up": lambda project: project.up(),
    "preview": lambda project: project.preview(),
    "refresh": lambda project: project.refresh(),
    "destroy": lambda project: project.destroy(),
    "outputs": lambda project: project.outputs(),
    "protect": lambda project: project.set_flag("protect", True, None),
}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A stack that was brought up twice, to be copied."""
    bench = Workbench(tmp_path_factory.mktemp("pattern"))
    bench.write('Plain("a")')
    bench.project().up()
    bench.project().up()
    return bench


@pytest.fixture
def made(pattern, bench, tmp_path):
    shutil.copytree(pattern.folder.parent, tmp_path, dirs_exist_ok=True)
    return bench


@pytest.mark.few(28)
@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_damaged_checkpoint_is_named_with_its_backups(made, damage, command):
    path = made.project().files.path
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if DAMAGED[damage] is None else DAMAGED[damage])
    damaged = path.read_bytes()

    with pytest.raises(WorkspaceError) as raised:
        COMMANDS[command](made.project())

    said = str(raised.value)
    assert said.startswith(f"the checkpoint {path} cannot be read: ")
    assert f"the state before its last change is in {path}.bak" in said
    assert f"older ones are in {made.backend}/.pulumi/backups/bench/dev" in said
    assert "\n" not in said
    assert path.read_bytes() == damaged


def test_the_backup_that_the_sentence_names_is_usable(made):
    path = made.project().files.path
    path.write_bytes(b"")

    path.write_bytes(path.with_name("dev.json.bak").read_bytes())

    assert made.project().refresh().succeeded
    assert made.project().up().changes == {"same": 2}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff"])
def test_a_damaged_lock_is_a_lock(made, text):
    folder = made.backend / ".pulumi/locks/organization/bench/dev"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "one.json").write_bytes(text)

    with pytest.raises(Locked, match=r"(?s)locked by 1 lock.*one\.json.*: damaged, so that nobody knows who"):
        made.project().up()

    made.project().cancel()
    assert made.project().up().succeeded


@pytest.mark.parametrize("document", [[], {}, {"version": 3, "deployment": []}, {"deployment": {}}, None, 3])
def test_a_state_of_another_shape_is_not_imported(made, document):
    before = made.project().files.path.read_bytes()

    with pytest.raises(Exception, match="the state") as raised:
        made.project().import_(json.loads(json.dumps(document)))

    assert "\n" not in str(raised.value)
    assert made.project().files.path.read_bytes() == before
