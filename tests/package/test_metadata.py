"""What PyPI shows of the three distributions: their wheels' metadata, as `make release` builds them."""

import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
FOLDERS = {"pulumi-ivs-realtime": ".", "ivs-realtime-local": "service", "pulumi-offline": "engine"}
ABSOLUTE = ("https://", "mailto:", "#")
ADDRESS = "https://example.org/rooms"


def built(folder: Path, target: Path) -> Message:
    """The metadata of the wheel that hatchling builds."""
    words = ["-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run([sys.executable, *words], cwd=folder, check=True, capture_output=True, text=True)
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def description(metadata: Message) -> str:
    return metadata.get_payload(decode=True).decode()


def addresses(markdown: str) -> list[str]:
    """Where a page's links lead and its pictures come from, in Markdown and in HTML."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    return re.findall(r'\b(?:href|src|srcset)="([^"]*)"', html)


@pytest.fixture(scope="module", params=FOLDERS)
def metadata(request, tmp_path_factory):
    return built(ROOT / FOLDERS[request.param], tmp_path_factory.mktemp(request.param))


def test_no_relative_link_and_no_relative_picture_is_left(metadata):
    text = description(metadata)

    assert metadata["Description-Content-Type"] == "text/markdown"
    assert text.lstrip().startswith(f"# {metadata['Name']}\n")
    assert [each for each in addresses(text) if not each.startswith(ABSOLUTE)] == []


def test_licence_pythons_and_typing_are_said(metadata):
    classifiers = metadata.get_all("Classifier")
    pythons = [each.rpartition(" ")[2] for each in classifiers if re.search(r":: 3\.\d+$", each)]

    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata["Requires-Python"] == f">={pythons[0]}"
    assert pythons == ["3.10", "3.11", "3.12", "3.13"]
    assert "Typing :: Typed" in classifiers
    assert [each for each in metadata.get_all("Project-URL") or [] if ", https://" not in each] == []


def test_with_an_address_every_link_leads_to_what_is_there(tmp_path):
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for name in ("provider/pulumi_ivs_realtime", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    urls = f'[project.urls]\nRepository = "{ADDRESS}"\n\n[project.scripts]'
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text().replace("[project.scripts]", urls))

    metadata = built(folder, tmp_path / "wheel")

    found = addresses(description(metadata))
    ours = [re.fullmatch(rf"{ADDRESS}/(blob|raw)/v{metadata['Version']}/([^#]+)(#.*)?", each) for each in found]
    read = addresses((ROOT / "README.md").read_text("utf-8"))
    assert [bool(each) for each in ours] == [not each.startswith(ABSOLUTE) for each in read]
    assert [each[2] for each in ours if each and not (ROOT / each[2]).exists()] == []
    assert {each[2] for each in ours if each and each[1] == "raw"} >= {"docs/images/make-up-light.png"}
    assert metadata.get_all("Project-URL") == [f"Repository, {ADDRESS}"]
