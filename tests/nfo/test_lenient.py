"""Numbers, dates and texts in odd forms."""

import pytest

from lobbycard.nfo import lenient, trailers


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2019-03-14", "2019-03-14"),
        ("2019-3-4", "2019-03-04"),
        ("2019/03/04", "2019-03-04"),
        ("20190304", "2019-03-04"),
        ("2019-03-14T00:00:00Z", "2019-03-14"),
        ("2019-03-14 10:11:12", "2019-03-14"),
        ("14.03.2019", "2019-03-14"),
        ("4.3.2019", "2019-03-04"),
        ("14/03/2019", "2019-03-14"),
        ("03/14/2019", "2019-03-14"),
        ("04/04/2019", "2019-04-04"),
        ("03/04/2019", None),
        ("14 March 2019", "2019-03-14"),
        ("Mar 14, 2019", "2019-03-14"),
        ("0001-01-01", None),
        ("2019-02-30", None),
        ("2019", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_only_when_it_is_sure(raw: str, day: str | None) -> None:
    assert lenient.date(raw) == day


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("7.5", 7.5),
        ("7,5", 7.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        (" 8 ", 8),
        ("7.5/10", 7.5),
        ("x 8", None),
        ("9" * 400, None),
    ],
)
def test_decimals(raw: str, number: float | None) -> None:
    assert lenient.decimal(raw) == number


@pytest.mark.parametrize(
    ("raw", "number"),
    [("2,345", 2345), ("2.345", 2345), ("1 234 567", 1234567), ("12.0", 12), ("-1", None), ("", None), ("many", None)],
)
def test_counts(raw: str, number: int | None) -> None:
    assert lenient.count(raw) == number


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("105", 105),
        ("105 min", 105),
        ("105.0", 105),
        ("1h 45min", 105),
        ("1h45", 105),
        ("2h", 120),
        ("1:45:00", 105),
        ("1:45", 105),
        ("12:34", 13),
        ("0", None),
        ("-", None),
    ],
)
def test_minutes(raw: str, number: int | None) -> None:
    assert lenient.minutes(raw) == number


@pytest.mark.parametrize(
    ("raw", "year"),
    [("2019", 2019), ("2019-03-14", 2019), ("(2019)", 2019), ("0", None), ("20190", None), ("1500", None)],
)
def test_years(raw: str, year: int | None) -> None:
    assert lenient.year(raw) == year


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("One<br/>two", "One\ntwo"),
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("<i>One</i> &amp;quot;two&quot;", 'One "two"'),
        ("1 < 2 and <3 and <unknown>", "1 < 2 and <3 and <unknown>"),
        ("  a \r\n  b  ", "a\nb"),
        ("bell\x07 and\x00 nul", "bell and nul"),
    ],
)
def test_markup_in_texts_becomes_lines(raw: str, text: str) -> None:
    assert lenient.text(raw) == text


@pytest.mark.parametrize(
    "raw",
    [
        "plugin://plugin.video.youtube/?action=play_video&videoid=aB3-_fGhIjK",
        "plugin://plugin.video.youtube/play/?video_id=aB3-_fGhIjK",
        "https://www.youtube.com/watch?v=aB3-_fGhIjK&t=3",
        "http://youtube.com/watch?feature=x&v=aB3-_fGhIjK",
        "https://youtu.be/aB3-_fGhIjK",
    ],
)
def test_all_forms_of_a_trailer_are_one_link(raw: str) -> None:
    link = trailers.from_nfo(raw)
    assert link == "https://www.youtube.com/watch?v=aB3-_fGhIjK"
    assert trailers.to_nfo(link) == "plugin://plugin.video.youtube/play/?video_id=aB3-_fGhIjK"


def test_a_trailer_that_is_a_file_stays_as_it_is() -> None:
    assert trailers.from_nfo("/films/A/A-trailer.mkv") == trailers.to_nfo("/films/A/A-trailer.mkv")
