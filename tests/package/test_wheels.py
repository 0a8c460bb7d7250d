"""Each package as a wheel, alone in an environment that holds only what its metadata asks for."""

import re
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
FOLDERS = {"pulumi-ivs-realtime": ".", "ivs-realtime-local": "service", "pulumi-offline": "engine"}
IMPORTED = {"pulumi_ivs_realtime", "ivs_realtime_local", "pulumi_offline"}


def closure(requirements: list[str]) -> set[str]:
    """The distributions that these requirements bring, by name; ours do not count."""
    found: set[str] = set()
    waiting = [(line, frozenset[str]()) for line in requirements]
    while waiting:
        line, wanted = waiting.pop()
        needed = Requirement(line)
        applies = needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in (*wanted, ""))
        if not applies or needed.name in FOLDERS or needed.name in found:
            continue
        found.add(needed.name)
        waiting += [(each, frozenset(needed.extras)) for each in distribution(needed.name).requires or []]
    return found


@dataclass
class Alone:
    """An environment with one of the packages and what it needs."""

    folder: Path
    wheel: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def run(self, *words: str) -> str:
        done = subprocess.run([self.python, "-I", *words], cwd=self.folder, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def wheels(tmp_path_factory) -> Path:
    """The three wheels, built as `pip wheel` does."""
    folder = tmp_path_factory.mktemp("wheels")
    for place in FOLDERS.values():
        words = ["wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(ROOT / place)]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, text=True)
    return folder


def alone(wheels: Path, folder: Path, name: str, *beside: str) -> Alone:
    """Install the wheel without its dependencies, and link those that its metadata names, theirs, and some `beside`."""
    (wheel,) = wheels.glob(f"{name.replace('-', '_')}-*.whl")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    target = ["--python", str(folder / "bin" / "python"), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *target], check=True, capture_output=True, text=True)
    for each in closure([*(distribution(name).requires or []), *beside]):
        for file in distribution(each).files or []:
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not (packages / top).exists():
                (packages / top).symlink_to(distribution(each).locate_file(top))
    return Alone(folder, wheel)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_wheel_holds_its_own_package_and_its_licence(wheels, name, record_property):
    (wheel,) = wheels.glob(f"{name.replace('-', '_')}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    tops = {each.split("/")[0] for each in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {name.replace("-", "_")}
    assert [each for each in names if each.endswith("licenses/LICENSE")]
    assert [each for each in names if each.endswith("/py.typed")]
    record_property("figures", f"{wheel.name}: {wheel.stat().st_size / 1000:.0f} kB, {len(names)} files")


@pytest.mark.parametrize("name", FOLDERS)
def test_a_package_alone_has_neither_of_the_others(wheels, tmp_path, name):
    environment = alone(wheels, tmp_path / "env", name)
    code = f"import importlib.util as u; print(*sorted(m for m in {sorted(IMPORTED)} if u.find_spec(m)))"

    assert environment.run("-c", code).split() == [name.replace("-", "_")]


def test_the_provider_alone_declares_a_stage(wheels, tmp_path):
    environment = alone(wheels, tmp_path / "env", "pulumi-ivs-realtime")
    code = """
import pulumi
class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args): return ["arn:aws:ivs:eu-west-1:123456789012:stage/AbCdEfGh1234", args.inputs]
    def call(self, args): return {}
pulumi.runtime.set_mocks(Mocks())
import pulumi_ivs_realtime as ivs
pulumi.runtime.test(lambda: ivs.Stage("lobby", name="lobby").name.apply(print))()
"""

    assert environment.run("-c", code).split() == ["lobby"]
    assert "click" not in {path.name for path in environment.folder.glob("lib/python*/site-packages/*")}


def test_the_service_alone_serves_without_pulumi(wheels, tmp_path):
    environment = alone(wheels, tmp_path / "env", "ivs-realtime-local")
    code = """
import botocore.session
from ivs_realtime_local import LocalService
with LocalService() as service:
    session = botocore.session.Session()
    session.set_credentials("test", "test")
    ivs = session.create_client("ivs-realtime", region_name="eu-west-1", endpoint_url=service.url)
    print(ivs.create_stage(name="lobby")["stage"]["name"])
"""

    assert environment.run("-c", code).split() == ["lobby"]
    assert not {"pulumi", "boto3"} & {path.name for path in environment.folder.glob("lib/python*/site-packages/*")}


def test_the_engine_alone_passes_the_example_of_its_readme(wheels, tmp_path):
    environment = alone(wheels, tmp_path / "env", "pulumi-offline", "pytest")
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "engine" / "README.md").read_text(), re.DOTALL)
    (tmp_path / "env" / "test_readme.py").write_text(example)

    said = environment.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_readme.py")

    assert re.search(r"\b1 passed", said), said
    assert not {"botocore", "boto3"} & {path.name for path in environment.folder.glob("lib/python*/site-packages/*")}
