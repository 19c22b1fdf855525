"""Every picture of the README is there, loads fast, and shows the program as it is."""

import re
from pathlib import Path

import pytest

from tests import readme, screenshots


def test_every_screen_has_its_picture() -> None:
    for shot in screenshots.SHOTS:
        assert (screenshots.FOLDER / f"{shot.name}.png").stat().st_size < 400_000


def test_every_picture_of_the_readme_is_made_by_the_command() -> None:
    shown = set(re.findall(r"\(screenshots/([\w-]+)\.png\)", readme.README.read_text()))
    assert shown <= {shot.name for shot in screenshots.SHOTS}
    assert shown


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("shot", screenshots.SHOTS, ids=lambda shot: shot.name)
async def test_the_pictures_show_what_the_program_says_today(finished_demo: Path, shot: screenshots.Shot) -> None:
    then = screenshots.words_in(screenshots.FOLDER / f"{shot.name}.png")
    now = await screenshots.words(finished_demo, shot)
    assert now == then, "The screen has changed since its picture was taken: python -m tests.screenshots"
