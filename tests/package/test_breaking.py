"""What is compared with the last tag before a release."""

import subprocess

import pytest

pytest.importorskip("griffe")  # which the runs with the lowest and the newest versions lack

from package import breaking

PACKAGE = {"__init__": 'from rooms.doors import open_room\n\n__all__ = ["open_room"]\n'}
DOORS = "def open_room(name: str) -> None: ...\ndef knock() -> None: ...\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a package that exports one function of two."""
    monkeypatch.setattr(breaking, "SOURCES", {"rooms": "src"})
    write(tmp_path, {**PACKAGE, "doors": DOORS})
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def write(folder, modules):
    (folder / "src" / "rooms").mkdir(parents=True, exist_ok=True)
    for name, source in modules.items():
        (folder / "src" / "rooms" / f"{name}.py").write_text(source)


def git(folder, *words):
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=tests", "-c", "user.email=tests@example.org", "commit", "-qm", "change")


def test_without_a_tag_it_says_so_and_goes_on(repository, capsys):
    assert breaking.main(repository, "0.1.0") == 0
    assert "There is no tag" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"doors": DOORS.replace("name: str", "name: str, *, size: int = 2")}, []),
        ({"doors": DOORS.replace("knock", "ring")}, []),
        ({"doors": DOORS.replace("name", "title")}, ["open_room(name): Parameter was removed"]),
        ({"__init__": "__all__ = []\n"}, ["open_room: Public object was removed"]),
    ],
    ids=["an option more", "an inner name", "another parameter", "a name less"],
)
def test_what_breaks_programs_since_the_tag_is_named(repository, capsys, modules, said):
    git(repository, "tag", "v0.1.0")
    write(repository, modules)
    commit(repository)

    code = breaking.main(repository, "0.1.1")
    printed = capsys.readouterr().out

    assert code == (1 if said else 0)
    assert [each for each in said if each not in printed] == []
    assert breaking.main(repository, "0.2.0") == 0


@pytest.mark.parametrize(
    ("tag", "now", "may"),
    [("v0.1.0", "0.1.1", False), ("v0.1.0", "0.2.0", True), ("v1.2.0", "1.3.0", False), ("v1.2.0", "2.0.0", True)],
)
def test_which_versions_may_break_programs(tag, now, may):
    assert breaking.may_break(tag, now) is may
