"""What the whole test run reports at its end."""

from scenarios.report import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]
