"""Episode numbers that stand alone: absolute numbers of anime, `101`, `1.01`, `01 - Title`."""

import re
from dataclasses import replace

from lobbycard.identify import counts
from lobbycard.identify.markers import Marker, between, chain

_TAIL = r"(?:v(?P<revision>\d))?"
_AFTER_DASH = re.compile(
    rf"[\s._]-[\s._]{{1,2}}(?:#|No\.?\s?|(?:Session|Act|Stage|Phase|File|Mission|Lesson|Lecture|Lektion|Step)\s)?(?P<first>\d{{1,4}})(?P<half>\.5)?(?:\s?[-~+&]\s?(?P<last>\d{{1,4}}))?{_TAIL}(?:[\s._]?(?:END|Final|完))?(?=[\s._\[(]|$)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    rf"[\[](?:第)?(?P<first>\d{{1,4}})(?P<half>\.5)?(?:[-~+&](?P<last>\d{{1,4}}))?{_TAIL}(?:[\s_]?(?:END|Fin"
    rf"|完))?(?:[话話集])?[\]]",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(
    rf"(?<=[\s._])(?:N[or]\.\s?)?(?P<first>\d{{1,4}})(?P<half>\.5)?(?:(?:-|\s?[+&]\s?)(?P<last>\d{{1,4}}))?{_TAIL}(?:[\s._]?END)?[\s._]*(?=[\[(]|$)",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(
    rf"(?i)^[\s._(\[-]*(?:(?:No|Nr)\.?\s|Nº\s?)?(?P<first>\d{{1,4}})(?P<half>\.5)?(?:-(?P<last>\d{{1,4}})|\s?[+&]\s?(?P<next>\d{{2,4}}))?{_TAIL}(?:[\s._)\]-]+|$)"
)
_DOTTED = re.compile(r"(?:^|(?<=[\s_-])|(?<=[^\W_]\.))(?P<season>\d{1,2})\.(?P<first>\d\d)(?=[\s._-]|$)")
_DOTTED_IN_BRACKETS = re.compile(r"\[(?P<season>\d{1,2})\.(?P<first>\d\d)(?:-(?P<last>\d\d))?\]")
_IN_THE_MIDDLE = re.compile(r"(?<=[\s._-])(?P<first>\d{2,4})(?:-(?P<last>\d{2,4}))?(?=[\s._-])")
_BEFORE_TV = re.compile(
    r"(?i)(?<=[\s._])(?!(?:19|20)\d\d)(?P<season>\d{1,2})(?P<first>\d\d)[\s._](?=(?:ws[\s._])?(?:p?r?o?p?e?r?[\s._]?)(?:hdtv|pdtv|dsr|tvrip|hr[\s._]))"
)
_ABBREVIATED = re.compile(r"[^\W\d_]{1,8}[._-]?(?P<number>\d{3,4})[a-d]?")
_OF_A_FILM = re.compile(r"(?i)(?<![^\W_])(?:movie|film|gekijouban|фильм|劇場版)[\s._-]*$")
"""In front of a number that counts the films of a series."""
_PART = re.compile(
    r"(?i)(?:^|[\s._(-])(?:part|pt|chapter|teil|parte|partie|часть|del|night|день|tape|lesson|lecture|lektion|volume"
    r"|vol)[\s._]{0,2}(?P<first>\d{1,3})(?![0-9A-Za-z])"
)
_PART_AFTER = re.compile(
    r"(?i)(?:^|(?<=[\s._(-]))(?P<first>\d{1,2})(?:e|ère|re|ème|nde|\.|ª|a)?[\s._](?:partie|parte|teil|часть|osa)(?![^\W_])"
)
_IN_PARENTHESES = re.compile(r"(?<=\S)[\s._]?\((?P<first>\d{1,3})\)(?=\s*$|「|[\s._]+[^\W\d])")
_LONGEST_FILE = 5
"""No more episodes than these follow the first in one file, where nothing else says that it is a range."""
_FORMS = (
    (_AFTER_DASH, "number behind a dash"),
    (_IN_BRACKETS, "number in brackets"),
    (_PART, "part"),
    (_PART_AFTER, "part"),
    (_LAST_WORD, "number at the end"),
    (_IN_PARENTHESES, "number in brackets"),
    (_IN_THE_MIDDLE, "bare number"),
)
"""Where a number may stand among episodes, the likeliest first."""
_PART_WORD = re.compile(
    rf"(?i)(?:^|[\s._(-])(?:part|pt|chapter|episode|teil|parte|partie)\.?[\s._](?P<word>{'|'.join(counts.CARDINALS)}|[IVX]{{1,5}})(?![^\W_])"
)
_SPECIAL = re.compile(
    r"(?i)(?<![^\W_])(?:(?:SP|OVA|OAD|ONA|OAV|Specials?|Especial|Spécial)(?:[\s._-]{0,3}(?P<first>\d{1,3}))?"
    r"|(?P<credits>NC(?:OP|ED)\d{0,2}\w?(?:v\d)?|(?:PV|CM|Menu)[\s._-]{0,3}\d{1,2}|PV|Creditless|Non-?credit|Clean[\s._](?:Opening|Ending)"
    r"|(?<=-[\s._])(?:OP|ED|Opening|Ending|Preview|Trailer|Teaser|Bonus|Extra|Interview)[\s._-]?\d{1,2}[a-z]?(?=[\s._]*(?:$|[\[(]))))"
    r"(?![A-Za-z0-9])"
)


def absolute(text: str) -> Marker | None:
    """The number of an episode counted from the first one on, as fans of anime write it."""
    for pattern in (_AFTER_DASH, _IN_BRACKETS, _LAST_WORD):
        found = pattern.search(text)
        if found and (found.start() > 0 or pattern is _IN_BRACKETS) and not _is_year(found):
            return _marker(text, found, "absolute number")
    return None


def in_brackets(text: str) -> Marker | None:
    """`[12]`, wherever it stands."""
    found = next((found for found in _IN_BRACKETS.finditer(text) if not _is_year(found)), None)
    return _marker(text, found, "number in brackets") if found else None


def after_dash(text: str) -> Marker | None:
    """`Title - 12` and nothing but brackets behind; a long number in front of the episode's title too."""
    found = _AFTER_DASH.search(text)
    if found is None or found.start() == 0 or _is_year(found) or len(found["first"]) < 2:
        return None
    rest = text[found.end() :].strip(" ._")
    is_last = not rest or rest[0] in "[("
    is_between = len(found["first"]) > 2 and rest.startswith("- ")
    return _marker(text, found, "number behind a dash") if is_last or is_between else None


def old_scene(text: str) -> Marker | None:
    """`show.name.101.hdtv`: season and episode in one number in front of a television source."""
    found = _BEFORE_TV.search(text)
    if found is None:
        return None
    return Marker(
        found.start(), found.end(), "season and episode in one number", int(found["season"]), (int(found["first"]),)
    )


def leading(text: str) -> Marker | None:
    """`01 - Title`, `1.01 Title`, `101`."""
    dotted = _DOTTED.match(text.lstrip())
    if dotted:
        shift = len(text) - len(text.lstrip())
        numbers, end = chain(text, dotted.end() + shift, int(dotted["first"]))
        return Marker(0, end, "season.episode", int(dotted["season"]), numbers)
    found = _FIRST_WORD.match(text)
    if found is None or _is_year(found):
        return None
    return _season_dash_episode(found) or _marker(text, found, "number in front")


def _season_dash_episode(found: re.Match[str]) -> Marker | None:
    """`1-05`, where a range would be `01-05`; `1-12`, since nobody keeps so many episodes in one file."""
    first, last = found["first"], found.groupdict().get("last") or ""
    if len(first) != 1 or len(last) != 2 or first == "0":
        return None
    if last[0] != "0" and int(last) - int(first) <= _LONGEST_FILE:
        return None
    return Marker(found.start(), found.end(), "season-episode", int(first), (int(last),))


def abbreviated(text: str, season: int | None) -> Marker | None:
    """`bb105` as the whole name, in the folder of the season that the number begins with."""
    found = _ABBREVIATED.fullmatch(text.strip())
    both = split_number(int(found["number"])) if found else None
    if found is None or both is None or both[0] != season:
        return None
    return Marker(0, len(text), "season and episode in one number", both[0], (both[1],))


def anywhere(text: str) -> Marker | None:
    """A number that can hardly be anything but the episode's, in a folder that holds episodes."""
    dotted = _DOTTED_IN_BRACKETS.search(text)
    if dotted:
        first, last = int(dotted["first"]), int(dotted["last"] or dotted["first"])
        return Marker(dotted.start(), dotted.end(), "season.episode", int(dotted["season"]), between(first, last))
    dotted = _DOTTED.search(text)
    if dotted:
        return Marker(dotted.start(), dotted.end(), "season.episode", int(dotted["season"]), (int(dotted["first"]),))
    for pattern, reason in _FORMS:
        for found in pattern.finditer(text):
            if not _is_year(found) and not _OF_A_FILM.search(text, 0, found.start()):
                return _season_dash_episode(found) or replace(
                    _marker(text, found, reason), is_vague=pattern in (_LAST_WORD, _IN_THE_MIDDLE)
                )
    return _part_in_words(text)


def _part_in_words(text: str) -> Marker | None:
    found = _PART_WORD.search(text)
    if found is None:
        return None
    word = found["word"]
    number = counts.CARDINALS.get(word.lower()) or counts.roman(word.upper())
    return Marker(found.start(), found.end(), "part in words", None, (number,)) if number else None


def special(text: str) -> Marker | None:
    """`OVA 2`, `SP01`, `Special`, creditless openings; the number may be missing."""
    found = _SPECIAL.search(text)
    if found is None:
        return None
    if found["credits"]:
        return Marker(found.start(), found.end(), "special: creditless opening or ending", 0, is_credits=True)
    number = (int(found["first"]),) if found["first"] else ()
    return Marker(found.start(), found.end(), "special", 0, number)


def split_number(number: int) -> tuple[int, int] | None:
    """`101` as season 1, episode 1; None if it cannot be."""
    return divmod(number, 100) if 100 <= number <= 9999 and number % 100 else None


def _is_year(found: re.Match[str]) -> bool:
    return len(found["first"]) == 4 and found["first"][:2] in ("18", "19", "20") and "." not in found[0].strip(" ._")


def _marker(text: str, found: re.Match[str], reason: str) -> Marker:
    groups = found.groupdict()
    first = int(found["first"])
    if groups.get("half"):
        return Marker(found.start(), found.end(), reason + ", a half number", half=f"{first}.5")
    last = int(groups.get("last") or groups.get("next") or first)
    return Marker(
        found.start(),
        found.end(),
        reason,
        None,
        (),
        between(first, last),
        revision=int(groups.get("revision") or 1),
    )
