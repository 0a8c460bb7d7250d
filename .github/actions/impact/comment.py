"""Keeps one comment a stack on a pull request: posts the report, or brings the comment of an earlier run up to date.

The report's first line is the mark by which its comment is found again. Needs Python alone. Environment: REPORT (a
file), PULL_REQUEST (a number), TOKEN, and GitHub's own GITHUB_API_URL and GITHUB_REPOSITORY.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PAGE = 100
_FORBIDDEN = (403, 404)
"""GitHub's answers to a token that may read only, as that of a pull request from a fork."""


def main() -> None:
    """Posts or updates; a token that may not write is a warning, because the job's summary has the report, too."""
    report = Path(os.environ["REPORT"]).read_text(encoding="utf-8")
    mark = report.partition("\n")[0]
    issues = f"repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    comments = f"{issues}/{os.environ['PULL_REQUEST']}/comments"
    try:
        login = _login()
        found = next((each["id"] for each in _all(comments) if _is_ours(each, mark, login)), None)
        if found is None:
            _request("POST", comments, {"body": report})
        else:
            _request("PATCH", f"{issues}/comments/{found}", {"body": report})
    except urllib.error.HTTPError as error:
        if error.code not in _FORBIDDEN:
            raise
        sys.stdout.write("::warning title=Impact::This token may not comment; the report is in the job's summary.\n")


def _login() -> str | None:
    """Whose the token is; None for that of a job or an app, which GitHub does not tell of its user."""
    try:
        return str(_request("GET", "user")["login"])
    except urllib.error.HTTPError as error:
        if error.code not in _FORBIDDEN:
            raise
        return None


def _is_ours(comment: dict[str, Any], mark: str, login: str | None) -> bool:
    """Whoever else quotes the report does not get their comment overwritten."""
    author = comment["user"] or {"login": "ghost", "type": "User"}  # who has left GitHub
    own = author["type"] == "Bot" if login is None else author["login"] == login
    return own and (comment["body"] or "").partition("\n")[0].strip() == mark


def _all(comments: str) -> Iterator[dict[str, Any]]:
    number = 1
    while page := _request("GET", f"{comments}?per_page={_PAGE}&page={number}"):
        yield from page
        if len(page) < _PAGE:
            return
        number += 1


def _request(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    address = f"{os.environ['GITHUB_API_URL']}/{path}"
    headers = {"Authorization": f"Bearer {os.environ['TOKEN']}", "Accept": "application/vnd.github+json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - GitHub's own address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
        return json.load(answer)


if __name__ == "__main__":
    main()
