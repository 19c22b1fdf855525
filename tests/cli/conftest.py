"""What all tests of commands share."""

from collections.abc import Iterator

import pytest

from tests.cli import commands


@pytest.fixture(scope="session", autouse=True)
def forker() -> Iterator[None]:
    """The process that commands are forked from ends with the tests."""
    yield
    commands.close()
