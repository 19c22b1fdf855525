"""Finds the day of an episode in a name, in the orders and languages that people write it."""

import re
from datetime import date

from lobbycard.identify.markers import Marker

_YMD = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[\s._-]|\s-\s)(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d(?!\d-\d\d(?!\d)))"
)
_DMY = re.compile(r"(?<!\d)(?P<d>\d\d)(?P<s>[\s._-])(?P<m>\d\d)(?P=s)(?P<y>(?:19|20)\d\d)(?!\d)")
_COMPACT = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)|(?!\d))"
)
_SHORT = re.compile(r"(?<!\d)(?P<y>\d\d)(?P<s>[._-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_RECORDED = re.compile(
    r"(?<!\d)(?P<y>\d\d)(?P<s>[._-])(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?=[ _.][0-2]\d-[0-5]\d[ _])"
)
"""`21.03.05 20-15`: a date with the time that makes it one."""
_TIME = re.compile(
    r"(?:[ _.][0-2]\d-[0-5]\d[ _][a-z0-9]+[ _]\d{1,3}[ _]TVOON.*"
    r"|[\s._-]*(?:[01]\d|2[0-3])[\s._h-]?[0-5]\d(?:[\s._m-]?[0-5]\d)?(?=\s*(?:$|[-.\[(_])))"
)
"""When a recording began, behind its date."""
_DATE_BEHIND = re.compile(r"[\s._(\[-]+(?=(?:19|20)\d\d[\s._-]?[01]\d[\s._-]?[0-3]\d)")
_DATE_AT_END = re.compile(r"[\s._(\[-]+(?:19|20)\d\d[\s._-][01]\d[\s._-][0-3]\d[\s._)\]-]*$")
_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_OTHER_MONTHS = (
    "enero gennaio stycznia ocak ledna января січня",
    "février fevrier fevereiro lutego şubat února февраля лютого",
    "märz maerz março maart března марта березня",
    "avril abril kwietnia nisan dubna апреля квітня",
    "mai maggio maio mei maj maja mayo mayıs května мая травня",
    "juin giugno czerwca haziran června июня червня",
    "juillet luglio lipca temmuz července июля липня",
    "août aout agosto sierpnia ağustos srpna августа серпня",
    "settembre setembro września eylül září сентября вересня",
    "oktober ottobre outubro października ekim října октября жовтня",
    "listopada kasım listopadu ноября листопада",
    "dezember desember décembre diciembre dicembre dezembro grudnia aralık prosince декабря грудня",
)
"""Names that do not begin like the English one."""
_MONTHS = {name: number for number, name in enumerate(_SHORT_MONTHS, 1)} | {
    name: number for number, names in enumerate(_OTHER_MONTHS, 1) for name in names.split()
}
_MONTH = rf"(?P<m>(?:{'|'.join(_SHORT_MONTHS)})[^\W\d_]{{0,6}}|{'|'.join(' '.join(_OTHER_MONTHS).split())})"
_OF_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_WORDY = re.compile(
    r"(?:(?<![^\W_])(?:vom|du|del)[\s._])?(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|\.|er)?[\s._-](?:de[\s._])?"
    rf"{_MONTH}(?:[\s._]de)?[\s._,-]{{1,2}}{_OF_YEAR}",
    re.IGNORECASE,
)
"""`14th May 2023`, `vom 14. Mai 2023`, `14 de mayo de 2023`."""
_WORDY_US = re.compile(
    rf"(?<![^\W\d_]){_MONTH}[\s._-](?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s._,-]{{1,2}}{_OF_YEAR}", re.IGNORECASE
)


def aired(text: str, *, short: bool = False) -> Marker | None:
    """A date in the usual orders; `short` allows a year of two digits."""
    for pattern in (_YMD, _DMY, _WORDY, _WORDY_US, _COMPACT, _RECORDED, *((_SHORT,) if short else ())):
        found = pattern.search(text)
        if found:
            day = _day(found)
            if day:
                time = _TIME.match(text, found.end())
                return Marker(found.start(), time.end() if time else found.end(), "date", air_date=day)
    return None


def aired_short(text: str) -> Marker | None:
    """`21.03.05`: three pairs of digits that are a day."""
    found = _SHORT.search(text)
    if found is None or not found["s"]:
        return None
    return Marker(found.start(), found.end(), "date", air_date=_day(found)) if _day(found) else None


def aired_behind(text: str, start: int) -> tuple[str, int]:
    """The date that follows the numbers, as in `S05E12 - 2021-03-05`, and where it ends."""
    edge = _DATE_BEHIND.match(text, start)
    found = (_YMD.match(text, edge.end()) or _COMPACT.match(text, edge.end())) if edge else None
    return (_day(found), found.end()) if found else ("", start)


def aired_in_front(head: str) -> tuple[str, str]:
    """What stands in front of the numbers without a date at its end, and that date."""
    edge = _DATE_AT_END.search(head) if "20" in head or "19" in head else None
    found = _YMD.search(head, edge.start()) if edge else None
    return (head[: found.start()], _day(found)) if found else (head, "")


def _day(found: re.Match[str]) -> str:
    year, day = int(found["y"]), int(found["d"])
    month = int(found["m"]) if found["m"].isdigit() else _month(found["m"].lower())
    if year < 100:
        year += 2000 if year < 70 else 1900
    if month > 12:
        month, day = day, month
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _month(name: str) -> int:
    """The number of a month that is spelled out or begins with its short name."""
    return _MONTHS.get(name) or _MONTHS[name[:3]]
