"""Fixtures and hooks that every package's tests share."""

import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases", "tests.cores", "tests.demos"]

OF_THE_TESTS = {"LOBBYCARD_TEST_POSTGRES_URL", "LOBBYCARD_FRAMES", "LOBBYCARD_UPDATE_PAGES"}
OF_THE_TERMINAL = {"COLUMNS", "LINES", "NO_COLOR"}
"""xdist sets COLUMNS and LINES, and Textual believes them rather than its terminal."""

for name in list(os.environ):
    if name in OF_THE_TERMINAL or (name.startswith("LOBBYCARD_") and name not in OF_THE_TESTS):
        del os.environ[name]
os.environ["COLORTERM"] = "truecolor"  # screens look the same wherever the tests are run

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # how fast examples are is a matter of what else runs


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: many tests wait for a screen, a server or a process most of their time."""
    return 2 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape what is no text in the captured log and output.

    A test that logs a file name which is not UTF-8 would otherwise end its xdist worker, that sends reports as UTF-8.
    """
    report = yield
    report.sections = [(name, _as_text(text)) for name, text in report.sections]
    if isinstance(report.longrepr, str):
        report.longrepr = _as_text(report.longrepr)
    return report


def _as_text(text: Any) -> str:
    return str(text).encode("utf-8", "backslashreplace").decode()
