"""Run by every interpreter that has this folder on its PYTHONPATH: `datetime` goes ahead, and goes on.

The clock of `time` stays: gRPC compares what Python reads from it with what it reads itself, and would wait for hours.
"""

import datetime
import os
import sys

unmoved = datetime.datetime


def ahead() -> datetime.timedelta:
    """How far; asked each time, as the processes that an interpreter forks may be in another environment."""
    return datetime.timedelta(seconds=float(os.environ.get("PULUMI_TESTING_SECONDS_AHEAD", "0")))


class _Kind(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, unmoved)


class Moved(unmoved, metaclass=_Kind):
    """`datetime` with another idea of now."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> unmoved:  # type: ignore[override]
        """The moved time, in a zone if one is given."""
        return unmoved.now(tz) + ahead()

    @classmethod
    def utcnow(cls) -> unmoved:  # type: ignore[override]
        """The moved time, in UTC."""
        return unmoved.now(datetime.timezone.utc).replace(tzinfo=None) + ahead()


datetime.datetime = Moved  # type: ignore[misc]
for module in list(sys.modules.values()):  # an interpreter may be forked from one that has loaded much already
    if vars(module).get("datetime") is unmoved:
        module.datetime = Moved  # type: ignore[attr-defined]
