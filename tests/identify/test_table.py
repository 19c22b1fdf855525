"""A table of names as they are found in the field; a wrong guess becomes a line there first."""

import pathlib
from collections.abc import Iterator

import pytest

from lobbycard.identify import names
from lobbycard.model.kinds import ItemKind, LibraryKind

_HERE = pathlib.Path(__file__).parent


def _lines(file: str) -> Iterator[list[str]]:
    for line in (_HERE / file).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            path, *rest = line.split(" | ")
            yield [path, *(cell.strip() for cell in rest), *[""] * (3 - len(rest))]


def _shown(parsed: names.ParsedName, field: str) -> str:
    """A field in the way the table writes it."""
    if field.startswith("id_"):
        return parsed.ids.get(field[3:], "")
    values: dict[str, object] = {
        "title": parsed.episode_title,
        "year": parsed.year or "-",
        "edition": parsed.edition,
        "part": parsed.part or "-",
        "version": parsed.version,
        "source": parsed.source,
        "resolution": parsed.resolution,
        "modifier": parsed.modifier,
        "codec": parsed.codec,
        "audio": parsed.audio,
        "hdr": parsed.hdr,
        "three_d": parsed.three_d,
        "group": parsed.group,
        "proper": int(parsed.proper),
        "repack": int(parsed.repack),
        "special": int(parsed.special),
        "disc": int(parsed.disc),
        "languages": ",".join(parsed.languages),
        "other": ",".join(parsed.other_titles),
    }
    return str(values[field])


def _further(parsed: names.ParsedName, cell: str) -> tuple[dict[str, str], dict[str, str]]:
    expected = {key: value.replace("_", " ") for key, _, value in (pair.partition("=") for pair in cell.split())}
    return expected, {key: _shown(parsed, key) for key in expected}


def _numbers(parsed: names.ParsedName) -> str:
    shown = []
    if parsed.season is not None:
        shown.append(f"{parsed.season}x{','.join(map(str, parsed.episodes)) or '-'}")
    if parsed.absolute:
        shown.append(f"abs{','.join(map(str, parsed.absolute))}")
    if parsed.half:
        shown.append(f"~{parsed.half}")
    if parsed.air_date:
        shown.append(parsed.air_date)
    return " ".join(sorted(shown)) or "-"


@pytest.mark.parametrize(("path", "title", "year", "cell"), _lines("films.txt"))
def test_a_film_is_read_as_the_table_says(path: str, title: str, year: str, cell: str) -> None:
    parsed = names.parse(path, LibraryKind.MOVIE)
    assert (parsed.kind, parsed.title, str(parsed.year or "-")) == (ItemKind.MOVIE, title, year), parsed
    expected, found = _further(parsed, cell)
    assert found == expected


@pytest.mark.parametrize(("path", "series", "numbers", "cell"), _lines("episodes.txt"))
def test_an_episode_is_read_as_the_table_says(path: str, series: str, numbers: str, cell: str) -> None:
    parsed = names.parse(path, LibraryKind.TV)
    assert parsed.kind is ItemKind.EPISODE
    assert (parsed.series, _numbers(parsed)) == (series, " ".join(sorted(numbers.split()))), parsed
    expected, found = _further(parsed, cell)
    assert found == expected


@pytest.mark.parametrize(("path", "title", "year", "cell"), _lines("films.txt"))
def test_a_film_is_told_from_an_episode_without_being_told(path: str, title: str, year: str, cell: str) -> None:
    parsed = names.parse(path)
    assert (parsed.kind, parsed.title, str(parsed.year or "-")) == (ItemKind.MOVIE, title, year), parsed


def test_every_result_says_why() -> None:
    for file, kind in (("films.txt", LibraryKind.MOVIE), ("episodes.txt", LibraryKind.TV)):
        assert all(names.parse(line[0], kind).reasons for line in _lines(file))
