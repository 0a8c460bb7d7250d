"""A report as a page, near to how GitHub shows a comment.

`PYTHONPATH=tests python -m impact.pull_requests.page report.md`
It is for looking at: GitHub's own rendering is not at hand without GitHub.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from markdown_it import MarkdownIt

_STYLE = """
body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", "Noto Color Emoji", sans-serif;
  color: #1f2328; max-width: 880px; margin: 24px auto; padding: 8px 24px 16px; border: 1px solid #d1d9e0;
  border-radius: 6px; }
code { font: 85% ui-monospace, "DejaVu Sans Mono", monospace; background: #818b981f; padding: .2em .4em;
  border-radius: 6px; }
table { border-collapse: collapse; margin: 8px 0 16px; } td, th { border: 1px solid #d1d9e0; padding: 6px 13px; }
tr:nth-child(2n) td { background: #f6f8fa; } summary { margin: 8px 0; cursor: pointer; }
.alert { border-left: .25em solid; padding: .1em 1em; margin: 0 0 16px; } .alert > *:not(b) { color: #1f2328; }
.alert ul { padding-left: 1.2em; margin: .3em 0; } .alert p { margin: .3em 0; } .alert p:empty { display: none; }
.CAUTION { color: #d1242f; } .WARNING { color: #9a6700; } .NOTE { color: #0969da; }
h3 { font-size: 1.25em; } h4 { margin: 24px 0 8px; } sub { display: block; line-height: 1.5; color: #59636e; }
"""


def page(markdown: str) -> str:
    """The whole document; folded parts can be opened."""
    body = MarkdownIt("commonmark").enable("table").render(markdown)
    body = re.sub(r"<blockquote>\s*<p>\[!(\w+)\](.*?)</blockquote>", _alert, body, flags=re.DOTALL)
    return f'<!doctype html><meta charset="utf-8"><title>Impact</title><style>{_STYLE}</style>{body}'


def _alert(match: re.Match[str]) -> str:
    kind, inner = match[1], match[2].removeprefix("</p>")
    return f'<div class="alert {kind}"><b>{kind.capitalize()}</b><p>{inner}</div>'


if __name__ == "__main__":
    sys.stdout.write(page(Path(sys.argv[1]).read_text()))
