"""Rooms, modules and functions stay small enough to be read at one go (docs/decisions/packages.md)."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("provider", "service", "engine", "tests", "examples", "benchmarks", "tools")
MODULES_IN_A_ROOM, LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 14, 400, 40


def modules(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if not any(part.startswith(".") for part in path.parts)]


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Each function's name and lines; neither its signature nor its docstring counts."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[ast.get_docstring(node) is not None :]
            yield node.name, (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_room_has_too_many_modules(folder: str) -> None:
    rooms = Counter(path.parent for path in modules(folder) if path.name != "__init__.py")

    assert rooms, folder
    assert {room: count for room, count in rooms.items() if count > MODULES_IN_A_ROOM} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_module_is_too_long(folder: str) -> None:
    lines = {path: len(path.read_text().splitlines()) for path in modules(folder)}

    assert {path: count for path, count in lines.items() if count > LINES_OF_A_MODULE} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_function_is_too_long(folder: str) -> None:
    found = [(path, *each) for path in modules(folder) for each in functions(path)]

    assert [each for each in found if each[2] > LINES_OF_A_FUNCTION] == []
