"""What mypy says of the rules: a property that no declaration has is an error before anything runs."""

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]

RULE = """
from pulumi_ivs_realtime.rules.inputs import StageInputs

def rule(inputs: StageInputs) -> object:
    return inputs.{name}
"""


def said(folder: Path, text: str) -> str:
    module = folder / "rule.py"
    module.write_text(text)
    options = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache")]
    return api.run([*options, str(module)])[0]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("force_destroy", ""),
        ("force_destory", '"StageInputs" has no attribute "force_destory"'),
        ("forceDestroy", '"StageInputs" has no attribute "forceDestroy"'),
    ],
)
def test_a_misspelt_property_is_a_type_error(tmp_path, name, error):
    found = said(tmp_path, RULE.format(name=name))

    assert error in found
    assert ("Success" in found) == (not error)
