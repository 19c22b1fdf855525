"""Fixtures and hooks that every package's tests share."""

from collections.abc import Generator
from typing import Any

import pytest

pytest_plugins = ["tests.databases", "tests.cores"]


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
