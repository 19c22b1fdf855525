"""Every picture of the README is there, and loads fast."""

import re

from tests import readme, screenshots


def test_every_screen_has_its_picture() -> None:
    for shot in screenshots.SHOTS:
        assert (screenshots.FOLDER / f"{shot.name}.png").stat().st_size < 400_000


def test_every_picture_of_the_readme_is_made_by_the_command() -> None:
    shown = set(re.findall(r"\(screenshots/([\w-]+)\.png\)", readme.README.read_text()))
    assert shown <= {shot.name for shot in screenshots.SHOTS}
    assert shown
