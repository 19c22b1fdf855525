"""Season folders by their plain names, in the usual languages."""

import re

_WORDS = (
    "season|series|staffel|saison|temporada|stagione|kausi|säsong|sæson|sesong|seizoen|sezon|sezona|sezóna|série"
    "|évad|sezonul|сезон|tuotantokausi|シーズン|시즌|κύκλος|season|book|volume|vol|part"
)
_NAMED = re.compile(
    rf"(?:.*[ ._-])?(?:{_WORDS})[ ._-]*(?P<after>\d{{1,4}})(?:\s*(?:[-–:(\[].*|complete))?\Z"
    rf"|(?P<before>\d{{1,2}})(?:\.|st|nd|rd|th|ª|a|º|-й|-ый)?[ ._-]*(?:{_WORDS})\Z"
    r"|s[ ._-]?(?P<short>\d{1,4})\Z"
    r"|第\s*(?P<cjk>\d{1,2}|[一二三四五六七八九十]{1,2})\s*[季期]\Z"
    r"|시즌\s*(?P<korean>\d{1,2})\Z",
    re.IGNORECASE,
)
_SPECIALS = re.compile(
    r"specials?|extras? episodes?|ovas?|oads?|season[ ._-]?0+|especiales|especiais|spéciaux|hors[ -]série|speciali"
    r"|sonderfolgen|erikoisjaksot|spesial|специальные.*|спецвыпуски|特典|特別篇|特别篇|sp",
    re.IGNORECASE,
)
_CJK = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}


def number(name: str) -> int | None:
    """The season that a folder's whole name says (`Season 02`, `S1`, `Staffel 3`, `Specials`), else None."""
    name = name.strip()
    if _SPECIALS.fullmatch(name):
        return 0
    match = _NAMED.match(name)
    if match is None:
        return None
    digits = match["after"] or match["before"] or match["short"] or match["cjk"] or match["korean"]
    return int(digits) if digits.isdecimal() else _chinese(digits)


def _chinese(digits: str) -> int:
    if len(digits) == 1:
        return _CJK[digits]
    return 10 + _CJK[digits[1]] if digits[0] == "十" else 10 * _CJK[digits[0]]
