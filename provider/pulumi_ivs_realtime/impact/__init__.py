"""The impact of a change: what a reviewer must know of a preview before it is merged.

`report_on(read_preview(text), now)` is a pure function; `ask` is the only part that calls AWS.
"""

from pulumi_ivs_realtime.impact.formats.document import document
from pulumi_ivs_realtime.impact.formats.layout import laid_out
from pulumi_ivs_realtime.impact.formats.markdown import markdown
from pulumi_ivs_realtime.impact.formats.text import text
from pulumi_ivs_realtime.impact.judging.gate import CAUSES, objections
from pulumi_ivs_realtime.impact.judging.live import Liveness, ask
from pulumi_ivs_realtime.impact.judging.report import Report, report_on, stages_to_ask
from pulumi_ivs_realtime.impact.reading.preview import Preview, read_preview
from pulumi_ivs_realtime.impact.reading.stack import with_state

__all__ = [
    "CAUSES",
    "Liveness",
    "Preview",
    "Report",
    "ask",
    "document",
    "laid_out",
    "markdown",
    "objections",
    "read_preview",
    "report_on",
    "stages_to_ask",
    "text",
    "with_state",
]
