"""Other programs' footprints."""

import pytest

from lobbycard.publish import doctor


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("<movie><lockdata>false</lockdata><dateadded>2024-01-01 10:00:00</dateadded></movie>", "Jellyfin or Emby"),
        ("<movie><userrating /><top250 /><outline /></movie>", "Radarr"),
        ('<tvshow><uniqueid type="sonarr" default="true">12</uniqueid></tvshow>', "Sonarr"),
        ("<!-- created on 2024-01-01 10:00:00 - tinyMediaManager 5.0 --><movie/>", "tinyMediaManager"),
        ("<movie><generator><appname>MediaElch</appname></generator></movie>", "MediaElch"),
        ("<movie><filenameandpath>/a/b.mkv</filenameandpath></movie>", "Kodi's export"),
    ],
)
def test_the_writer_of_an_nfo_is_known_by_its_habits(text: str, program: str) -> None:
    (found,) = doctor.writers([("a.nfo", text.encode())])
    assert found.program == program
    assert found.hint


def test_an_nfo_of_nobody_in_particular_tells_nothing() -> None:
    assert doctor.writers([("a.nfo", b"<movie><title>Tide</title></movie>"), ("b.nfo", b"\xff\x00")]) == []


def test_locks_are_told() -> None:
    (found,) = doctor.locked([("a.nfo", b"<movie><lockdata>true</lockdata></movie>")])
    assert "second time" in found.message


def test_settings_that_lead_to_surprises_are_told() -> None:
    assert list(doctor.settings(lockdata=False, names="auto", recycle=True)) == []
    assert len(list(doctor.settings(lockdata=True, names="bare", recycle=False))) == 3
