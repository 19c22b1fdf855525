"""Which episodes Kodi finds in the name of a file: it takes an NFO only when that has the same numbers.

Its own expressions in their order, proved by files that a real Kodi imported or left out.
"""

import re

_COUNT = r"([0-9]+(?:(?:[a-i]|\.[1-9])(?![0-9]))?)"
_NUMBERED = (rf"s([0-9]+)[ ._x-]*e{_COUNT}([^\\/]*)$", rf"[\._ -]()e(?:p[ ._-]?)?{_COUNT}([^\\/]*)$")
_DATED = (r"[0-9]{4}[\.-][0-9]{2}[\.-][0-9]{2}", r"[0-9]{2}[\.-][0-9]{2}[\.-][0-9]{4}")
_LOOSE = (
    rf"[\\/\._ \[\(-]([0-9]+)x{_COUNT}([^\\/]*)$",
    r"[\/\._ -]p(?:ar)?t[_. -]()([ivx]+|[0-9]+)([._ -][^\/]*)$",
    r"[\\/\._ -]([0-9]+)([0-9][0-9](?:(?:[a-i]|\.[1-9])(?![0-9]))?)([\._ -][^\\/]*)$",
)
_FURTHER = re.compile(rf"[-_ex]+{_COUNT}", re.IGNORECASE)
_AGAIN = re.compile(rf"s[0-9]+[ ._x-]*e{_COUNT}([^\\/]*)$", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def in_name(path: str) -> list[tuple[int, int]] | None:
    """Season and number of each episode; nothing when Kodi goes by the date, None when it finds neither."""
    for expression in _NUMBERED:
        if found := re.search(expression, path, re.IGNORECASE):
            return _all(found)
    if any(re.search(expression, path) for expression in _DATED):
        return []
    for expression in _LOOSE:
        if found := re.search(expression, path, re.IGNORECASE):
            return _all(found)
    return None


def _all(found: re.Match[str]) -> list[tuple[int, int]]:
    season, rest = int(found[1] or 1), found[3]
    numbers = [_number(found[2])]
    while True:
        if further := _FURTHER.match(rest):
            rest = rest[further.end() :]
        elif further := _AGAIN.search(rest):
            rest = further[2]
        else:
            return [(season, number) for number in numbers]
        numbers.append(_number(further[1]))


def _number(text: str) -> int:
    # `1a` and `1.5` are halves of the first.
    return _ROMAN.get(text.lower()) or int(re.sub(r"\D.*", "", text) or 0)
