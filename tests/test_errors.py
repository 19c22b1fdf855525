"""What is said of a file is text, whatever the file is called."""

import pytest

from lobbycard.errors import Conflict, FileError, speakable


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("The Kid (1921).mkv", "The Kid (1921).mkv"),
        ("Le Voyage\nà la lune", "Le Voyage\nà la lune"),
        ("월하의 맹세 🎬", "월하의 맹세 🎬"),
        ("stray \udcff byte", "stray ? byte"),
        ("nul \0", "nul ?"),
        ("\x1b]0;owned\x07.mkv", "?]0;owned?.mkv"),
        ("\x9b31mred", "?31mred"),
        ("moc.\u202egpj.exe", "moc.?gpj.exe"),
    ],
)
def test_a_name_commands_no_terminal_when_it_is_spoken_of(name: str, said: str) -> None:
    assert speakable(name) == said


def test_an_error_about_a_file_that_is_called_like_a_command_is_plain_text() -> None:
    error = FileError("\x1b[2J cannot be read.", "Rename \x1b[2J.")

    assert str(error) == "?[2J cannot be read. Rename ?[2J."
    assert error.args == ("?[2J cannot be read.",)


def test_an_error_without_a_hint_is_its_message() -> None:
    assert str(Conflict("It was changed.")) == "It was changed."
