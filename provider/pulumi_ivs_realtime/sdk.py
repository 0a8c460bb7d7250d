"""Whether the SDKs that are installed are as new as this package needs them."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version

_NEEDED = re.compile(r"(pulumi|boto3|botocore)\s*([^;]*>=\s*([\d.]+)[^;]*)$")


@cache
def outdated() -> str:
    """What to upgrade, as one sentence; "" where the SDKs are as new as the metadata of this package demands."""
    package = __name__.partition(".")[0].replace("_", "-")
    try:
        found = [match for line in requires(package) or () if (match := _NEEDED.match(line))]
        old = [match for match in found if _parts(version(match[1])) < _parts(match[3])]
    except PackageNotFoundError:
        return ""  # run from a folder that is not installed: nobody promised anything
    if not old:
        return ""
    said = " and ".join(f"{match[1]} {match[3]} or newer (installed: {version(match[1])})" for match in old)
    wanted = " ".join(f'"{match[1]}{match[2].strip()}"' for match in old)
    return f"{package} needs {said}; upgrade with: pip install --upgrade {wanted}"


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])
