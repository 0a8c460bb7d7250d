"""How an error of this package ends a program."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from pulumi_ivs_realtime.errors import IvsRealTimeError
from pulumi_ivs_realtime.rules.settings import debugging


@contextlib.contextmanager
def in_one_sentence() -> Iterator[None]:
    """Makes an error of this package one that Pulumi shows without a traceback, beside what it is.

    Outside of a program, and with PULUMI_IVS_DEBUG, it is what it is alone.
    """
    try:
        yield
    except IvsRealTimeError as error:
        if debugging(os.environ):
            raise
        if _in_a_program():
            error.__class__ = _ending(type(error))
        raise error from None


def _in_a_program() -> bool:
    # Who has not loaded Pulumi runs no program of it: an application that signs tokens need not load it for an error.
    pulumi = sys.modules.get("pulumi")
    return pulumi is not None and pulumi.runtime.get_root_resource() is not None


def _ending(kind: type[IvsRealTimeError]) -> type[IvsRealTimeError]:
    """The same kind of error, and a `pulumi.RunError`."""
    import pulumi

    if issubclass(kind, pulumi.RunError):
        return kind
    return type(kind.__name__, (kind, pulumi.RunError), {"__module__": kind.__module__, "__doc__": kind.__doc__})
