"""What a report rests on, and what it cannot know: a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_ivs_realtime.impact.judging.consequences import moment
from pulumi_ivs_realtime.impact.judging.report import Report
from pulumi_ivs_realtime.impact.judging.words import Words, counted, listed, words


def notes_on(report: Report) -> Iterator[Words]:
    """For the end of the report, in every format."""
    if not report.complete:
        yield ("The preview failed: more may change than is shown here.",)
    if report.lives and report.asked:
        asked = (counted(len(report.lives), "stage"),)
        yield words("AWS was asked about {} at {}.", asked, (moment(report.asked),))
    if report.lives and report.hidden_credentials:
        yield words(
            "{} {} secret in the preview and could not be used: credentials must come from the environment.",
            listed(list(report.hidden_credentials)),
            ("is" if len(report.hidden_credentials) == 1 else "are",),
        )
    if not report.tells_leftovers:
        yield words(
            "This form of preview lists no deletions that an earlier run left over and {} would make up for; with {} "
            "it does.",
            "pulumi up",
            "PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true",
        )
    if any(room.after is None for room in report.headroom):
        yield words("Unchanged resources were left out of the preview; with {} the quotas can be told.", "--show-sames")
