"""NFO files as the demo's library has them: well kept ones, ones of other programs, scene notes and a broken one."""

from xml.sax.saxutils import escape

from lobbycard.demo.catalogue import Episode, Film

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _element(name: str, text: str | int, attributes: str = "") -> str:
    return f"  <{name}{attributes}>{escape(str(text))}</{name}>\n" if text else ""


def _common(film: Film) -> str:
    parts = [
        _element("title", film.title),
        _element("originaltitle", film.original or film.title),
        _element("year", film.year),
        _element("premiered", film.premiered),
        _element("plot", film.plot),
        _element("tagline", film.tagline),
        _element("runtime", film.runtime),
        _element("mpaa", film.certification),
        _element("uniqueid", film.imdb, ' type="imdb" default="true"'),
        *(_element("genre", genre) for genre in film.genres),
        *(_element("country", country) for country in film.countries),
        *(_element("studio", studio) for studio in film.studios),
        *(_element("credits", writer) for writer in film.writers),
        *(_element("director", director) for director in film.directors),
    ]
    for order, part in enumerate(film.cast):
        parts.append(
            f"  <actor>\n  {_element('name', part.person)}  {_element('role', part.role)}"
            f"    <order>{order}</order>\n  </actor>\n"
        )
    return "".join(parts)


def movie(film: Film) -> str:
    """A well kept one."""
    return f"{_HEAD}<movie>\n{_common(film)}</movie>\n"


def movie_of_tools(film: Film) -> str:
    """One by other programs: elements of their own, a player's user data, a lock, and a tag that the user added."""
    extra = (
        "  <!-- written by another program -->\n  <lockdata>false</lockdata>\n"
        "  <dateadded>2021-11-06 20:15:00</dateadded>\n"
        "  <playcount>2</playcount>\n  <lastplayed>2022-10-31 22:04:00</lastplayed>\n  <tag>halloween</tag>\n"
        '  <shelf row="3"><label>Second from the left</label></shelf>\n'
    )
    return f"{_HEAD}<movie>\n{_common(film)}{extra}</movie>\n"


def scene(film: Film) -> str:
    """Release notes in plain text with a link somewhere in them."""
    rows = [
        "",
        "  ___________________",
        f"   D E M O   presents: {film.title} ({film.year})",
        "",
        "   source ....: film print",
        "   video .....: x264",
    ]
    return "\r\n".join(
        [*rows, f"   imdb ......: https://www.imdb.com/title/{film.imdb}/", "   greetings to the projectionist", ""]
    )


def broken(film: Film) -> str:
    """One that stops in the middle."""
    whole = movie(film)
    return whole[: len(whole) * 2 // 5]


def address(film: Film) -> str:
    """Nothing but a link."""
    return f"https://www.imdb.com/title/{film.imdb}/\n"


def tvshow(film: Film) -> str:
    """A series."""
    return f"{_HEAD}<tvshow>\n{_common(film)}</tvshow>\n"


def episodes(film: Film, parts: list[Episode]) -> str:
    """The episodes of one file, one root each, as all programs write them."""
    return _HEAD + "".join(
        "<episodedetails>\n"
        + _element("title", part.title)
        + _element("showtitle", film.title)
        + f"  <season>{part.season}</season>\n  <episode>{part.number}</episode>\n"
        + _element("plot", part.plot)
        + _element("aired", part.aired)
        + "</episodedetails>\n"
        for part in parts
    )
