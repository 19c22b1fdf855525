"""The pictures in the README show the program as it is."""

import difflib

import pytest

from tests import screenshots


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_screens_say_what_their_pictures_show() -> None:
    kept = screenshots.TEXT.read_text()
    with screenshots.demo() as home:
        now = screenshots.all_text(home)
    changed = "\n".join(difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=1))
    assert not changed, f"Make the screenshots anew: python -m tests.screenshots\n{changed}"


def test_every_screen_has_its_picture() -> None:
    for shot in screenshots.SHOTS:
        picture = screenshots.FOLDER / f"{shot.name}.png"
        assert picture.stat().st_size < 400_000, picture
