"""Fixtures that every package's tests share."""

pytest_plugins = ["tests.databases", "tests.cores"]
