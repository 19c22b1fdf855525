"""The README says what the code does."""

from tests import readme


def test_the_tables_of_the_readme_are_those_of_the_code() -> None:
    text = readme.README.read_text()
    assert readme.filled(text) == text, "Write them anew: python -m tests.readme"


def test_the_readme_has_the_two_commands() -> None:
    text = readme.README.read_text()
    head = text[: text.index("## Why")]
    assert "lobbycard demo\n" in head
    assert "pytest" in head
