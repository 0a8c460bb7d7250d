"""The tables of docs/performance.md and its plots, from what benchmarks/bench.py measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygal

BEGIN, END = "<!-- measured: written by `make bench` -->", "<!-- end of what is measured -->"


def write(found: dict[str, Any], docs: Path) -> None:
    """Puts the tables between the page's two comments, and the plots beside the page."""
    page = docs / "performance.md"
    text = page.read_text()
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{head}{BEGIN}\n\n" + "\n".join(lines(found)) + f"\n{END}{tail}")
    for name, chart in plots(found):
        svg = chart.render(is_unicode=True, pretty_print=False)
        (docs / "images" / f"performance-{name}.svg").write_text(svg + "\n")


def lines(found: dict[str, Any]) -> Iterator[str]:
    """All tables, with the load under which each was measured."""
    for name, table in TABLES.items():
        if name in found:
            yield from table(found[name]["measured"])
            where = found[name]["machine"]
            yield (
                f"Measured by `benchmarks/bench.py --only {name}` in {found[name]['seconds']:.0f} s: {where['cores']} "
                f"cores of {where['processor']}, {where['system']}, Python {where['python']}, "
                f"load average {where['load']:.1f} at the start."
            )
            yield ""


def table(head: list[str], rows: list[list[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(each if isinstance(each, str) else f'{each:.2f}' for each in row)} |"
    yield ""


def verdict(value: float, target: float, *, most: bool = True) -> str:
    """What was aimed at, and whether it was reached."""
    reached = value <= target if most else value >= target
    return f"{'at most' if most else 'at least'} {target:g}: {'reached' if reached else '**missed**'}"


def calls(found: Any) -> Iterator[str]:
    yield f"### Calls for each of {found['stages']} stages\n"
    kinds = found["by provider"]
    yield from table(["", *kinds], [[name, *(each[name] for each in kinds.values())] for name in kinds["this package"]])


def creations(found: Any) -> Iterator[str]:
    yield "### 200 creations at the documented quotas, on the CLI\n"
    share, throttled = found["bound"] / found["creating"], found["throttled"] / found["calls"]
    yield from table(
        ["", "measured", "target"],
        [
            ["share of the quota of CreateStage", share, verdict(share, 0.95, most=False)],
            ["share of all calls that was throttled", throttled, verdict(throttled, 0.01)],
            ["errors that surfaced", found["surfaced"], verdict(found["surfaced"], 0)],
            ["seconds from the first CreateStage to the last", found["creating"], f"bound {found['bound']:.1f}"],
            ["seconds of the whole command", found["seconds"], ""],
        ],
    )


def together(found: Any) -> Iterator[str]:
    yield "### Four stacks at once in one account and region\n"
    over = found["creating"] / found["bound"]
    last = ", ".join(f"{seconds:.0f} s" for seconds in found["last_of_each"])
    yield from table(
        ["", "measured", "target"],
        [
            ["time against the bound of one perfect process", over, verdict(over, 1.1)],
            ["stacks that failed", float(sum(map(bool, found["codes"]))), verdict(sum(map(bool, found["codes"])), 0)],
            ["each stack had its last stage after", last, "none starves"],
            ["calls answered with 429, and repeated", f"{found['throttled']} of {found['calls']}", ""],
        ],
    )


def refresh(found: Any) -> Iterator[str]:
    yield "### Refresh of 1,000 stages with `--skip-preview`, at the documented quotas\n"
    yield from table(
        ["", "measured", "target"],
        [
            ["calls", float(found["calls"]), verdict(found["calls"], 15)],
            ["seconds in which the calls were made", found["seconds of calls"], ""],
            ["seconds of the whole command", found["seconds of the command"], ""],
            ["seconds of a GetStage each, at the pace measured", found["naive, seconds for 1000"], ""],
            [
                "times faster: calls",
                found["times faster, calls"],
                verdict(found["times faster, calls"], 25, most=False),
            ],
            [
                "times faster: the whole command against the calls alone",
                found["times faster, command"],
                verdict(found["times faster, command"], 25, most=False),
            ],
        ],
    )


def imports(found: Any) -> Iterator[str]:
    yield "### Import\n"
    yield from table(
        ["", "CPU, s"],
        [
            ["`import pulumi`", found["pulumi"]],
            ["`import pulumi_ivs_realtime as ivs; ivs.Stage`", found["package"]],
            ["ratio", f"{found['ratio']:.2f}, {verdict(found['ratio'], 1.15)}"],
        ],
    )


def memory(found: Any) -> Iterator[str]:
    yield "### Memory of the host, MB\n"
    sizes = next(iter(found.values()))
    yield from table(["stages", *map(str, sizes)], [[name, *by_size.values()] for name, by_size in found.items()])


def engines(found: Any) -> Iterator[str]:
    yield f"### The offline engine against the CLI, {found['stages']} stages\n"
    head = ["", "CLI, s", "offline, s", "ratio", "CLI, CPU s", "offline, CPU s"]
    yield from table(
        head,
        [
            [run, each["cli"], each["offline"], each["offline"] / each["cli"], each["cli, CPU"], each["offline, CPU"]]
            for run, each in found["runs"].items()
        ],
    )


def service(found: Any) -> Iterator[str]:
    yield "### The local service under load\n"
    if "skipped" in found:
        yield f"Not measured: {found['skipped']}.\n"
        return
    rows = [[name, f"{rate:.0f}"] for name, rate in found["calls a second"].items()]
    yield from table(["1,000 stages, eight connections", "calls a second"], rows)


TARGETS = {"unchanged": 1.15, "unchanged preview": 1.15, "preview": 1.15}


def cost(rows: Any) -> Iterator[str]:
    yield "### CPU and wall against resources that do nothing\n"
    head = [
        "stages",
        "run",
        "floor, CPU s",
        "stages, CPU s",
        "CPU ratio",
        "wall ratio",
        "same state, CPU ratio",
        "target",
    ]
    found = []
    for row in rows:
        ratio, target = row["ratios"]["stages"], TARGETS.get(row["run"], 1.25)
        weight = row["ratios"].get("weight")
        same = f"{weight['cpu']:.2f}" if weight else ""
        figures = [row["cpu"]["floor"], row["cpu"]["stages"], ratio["cpu"], ratio["wall"]]
        found.append([str(row["size"]), _run(row), *figures, same, verdict(ratio["cpu"], target)])
    yield from table(head, found)
    yield "Where the CPU of these runs goes, in seconds, floor → stages:\n"
    parts = ["engine", "program", "host", "stack export", "others"]
    split = [
        [
            str(row["size"]),
            _run(row),
            *(f"{_part(row, 'floor', each)} → {_part(row, 'stages', each)}" for each in parts),
        ]
        for row in rows
    ]
    yield from table(["stages", "run", *parts], split)


def _run(row: Any) -> str:
    """What was run, and on how many where that is not all."""
    part = row["run"] in ("up", "destroy") and row["step"] < row["size"]
    return f"{row['run']}, of the last {row['step']}" if part else row["run"]


def _part(row: Any, kind: str, part: str) -> str:
    return f"{row['parts'][kind].get(part, 0.0):.1f}"


TABLES = {
    "calls": calls,
    "creations": creations,
    "together": together,
    "refresh": refresh,
    "cost": cost,
    "imports": imports,
    "memory": memory,
    "engines": engines,
    "service": service,
}


def plots(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The plots, by name."""
    style = {
        "show_legend": True,
        "legend_at_bottom": True,
        "disable_xml_declaration": True,
        "no_prefix": True,
        "js": (),
    }
    if "calls" in found:
        kinds = found["calls"]["measured"]["by provider"]
        chart = pygal.Bar(title="Calls for each stage", x_labels=list(kinds["this package"]), **style)
        for name, each in kinds.items():
            chart.add(name, [round(value, 2) for value in each.values()])
        yield "calls", chart
    if "cost" in found:
        rows = found["cost"]["measured"]
        labels = [f"{_run(row)}, {row['size']}" for row in rows]
        chart = pygal.HorizontalBar(title="CPU against resources that do nothing", x_labels=labels, **style)
        for kind, name in (("stages", "stages"), ("weight", "nothing, with the state of stages")):
            chart.add(name, [round(row["ratios"][kind]["cpu"], 2) if kind in row["ratios"] else None for row in rows])
        yield "cost", chart
    if "memory" in found:
        series = found["memory"]["measured"]
        sizes = [str(size) for size in next(iter(series.values()))]
        chart = pygal.Line(title="Memory of the host, MB", x_labels=sizes, range=(0, 150), **style)
        for name, by_size in series.items():
            chart.add(name, [round(value, 1) for value in by_size.values()])
        yield "memory", chart
