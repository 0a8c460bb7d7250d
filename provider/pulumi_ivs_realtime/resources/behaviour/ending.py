"""How an error of this package ends a program."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from pulumi_ivs_realtime.configuration.reading import debugging
from pulumi_ivs_realtime.errors import IvsRealTimeError


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
        raise (_ending(error) if _in_a_program() else error) from None


def _in_a_program() -> bool:
    # Who has not loaded Pulumi runs no program of it: an application that signs tokens need not load it for an error.
    pulumi = sys.modules.get("pulumi")
    return pulumi is not None and pulumi.runtime.get_root_resource() is not None


def _ending(error: IvsRealTimeError) -> IvsRealTimeError:
    """The same error, also a `pulumi.RunError`."""
    import pulumi

    kind = type(error)
    if issubclass(kind, pulumi.RunError):
        return error
    both = type(kind.__name__, (kind, pulumi.RunError), {"__module__": kind.__module__, "__doc__": kind.__doc__})
    ending: IvsRealTimeError = both.__new__(both, *error.args)  # its own __init__ would word the sentence again
    ending.__dict__.update(error.__dict__)
    return ending
