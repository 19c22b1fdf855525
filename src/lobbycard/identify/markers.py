"""Finds the season and episode numbers in a name, in the forms and languages that people use."""

import re
from dataclasses import dataclass, replace

from lobbycard.identify import counts

SEASON_WORDS = (
    "season|series|staffel|saison|temporada|livre|temp|stagione|kausi|säsong|sasong|sesong|sæson|saeson"
    "|sezonul|sezonas|sezona|sezóna"
    "|sezoana|sezon|seizoen|évad|evad|série|séria|þáttaröð|řada|rada|hooaeg|musim|сезон|phần|mùa|시즌|シーズン|シリーズ|עונה|الموسم|موسم"
    "|فصل|σεζόν|σεζον|κύκλος"
    "|ซีซั่น|ซีซัน|ปี|सीज़न"
)
SEASON_OR_PART = r"الجزء|ج(?=\s?\d)"
"""Words for a season of a series that are a part of a film, too."""
EPISODE_WORDS = (
    "episodes|episode|épisode|episodio|episódio|episodul|epizoda|epizod|epizód|eps|ep|folgen|folge|capitulo"
    "|capítulo|capitol|cap|puntata|ép"
    "|jakso|osa|avsnitt|afsnit|odcinek|odc|bölüm|bolum|серия|серии|серій|серія|эпизод|выпуск|rész|resz|díl|dil"
    "|diel|část|časť|þáttur|fejezet|епізод|епизод|aflevering|afl|tập|tap"
    r"|에피소드|エピソード|פרק|الحلقة|حلقة|ح(?=\s?\d)|قسمت|ตอนที่|ตอน|επεισόδιο|επ|epeisodio|एपिसोड|sērija|serija|episod|seria"
)
_COUNT = rf"\d{{1,4}}(?!\d)|(?:{'|'.join(counts.BEHIND)})(?![^\W_])"
COUNTED = "st|nd|rd|th|ª|º|°|-?[йяе]|-?er|[èe]re|[èe]me|nde|de|os|[aeo^.]"
"""What follows a number that counts: `2nd`, `2ème`, `3a`, `2-й`."""
_GAP = r"[\s._,:()\[\]-]{0,6}"
_NUMERAL = "0-9０-９一二三四五六七八九十百零〇两兩"

_SXE = re.compile(
    r"(?:(?<![A-Za-z0-9])(?:[ST]|Se|Temp)|(?-i:(?<=[a-z])S(?=\d\d?E\d)))[\s._]?(?P<season>\d{1,4})[\s._,-]{0,3}(?:[x×][\s._]?)?(?:Episode|Cap\.?|EP"
    r"|E|(?<=\d)[ABF](?=\d\d(?!\d)))[\s._]{0,2}\(?(?P<first>\d{1,4})"
    r"(?!\d)",
    re.IGNORECASE,
)
_S_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?:S|Season[\s._]?"
    r"|Staffel[\s._]?)(?P<season>\d{1,2})(?:[\s._]+-?[\s._]*|-(?=\d\d))(?P<first>\d{1,4})(?![A-Za-z0-9])"
    r"(?![._-]\d{1,2}[._-]\d)",
    re.IGNORECASE,
)
_NAMED_DASH = re.compile(
    rf"(?:^|(?<=[\s._]))(?:{SEASON_WORDS}|S(?=\d\d))[\s._]?(?P<season>\d{{1,2}})[\s._]-[\s._](?P<first>\d{{1,3}})(?=\.?(?:[\s._]|$))",
    re.IGNORECASE,
)
"""`Series 2 - 07. Title`"""
_BY_DAY = re.compile(
    r"(?<![A-Za-z0-9])S(?P<season>(?:19|20)\d\d)[\s._]?E(?P<first>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{1,2})(?!\d)",
    re.IGNORECASE,
)
"""`s2021e030501`: the first video of the fifth of March, as downloaders of channels number them."""
_CROSS = re.compile(
    r"(?<![A-Za-z0-9])[ST]?(?P<season>\d{1,2}|(?:19|20)\d\d)[x×](?P<first>\d{2,4})(?![0-9pi])", re.IGNORECASE
)
_SMALL_CROSS = re.compile(r"(?<![A-Za-z0-9.])(?P<season>\d{1,2})x(?P<first>\d)(?![0-9A-Za-z])", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?<![^\W\d_])(?:{SEASON_WORDS}|{SEASON_OR_PART})[\s._:-]{{0,3}}(?P<season>{_COUNT}){_GAP}(?:и\s)?(?:{EPISODE_WORDS}"
    rf"|E)[\s._:#-]{{0,3}}(?P<first>{_COUNT})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?<!\d)(?P<season>\d{{1,2}})(?:[\s._]{{0,2}}|(?:{COUNTED})[\s._]?)(?:{SEASON_WORDS}){_GAP}"
    rf"(?:(?:{EPISODE_WORDS})[\s._:#-]{{0,3}}(?P<named>\d{{1,4}})"
    rf"|(?P<first>\d{{1,4}})(?:-(?P<last>\d{{1,4}}))?[\s._-]{{0,3}}(?:{EPISODE_WORDS}))"
    r"(?!\d)",
    re.IGNORECASE,
)
_ASIAN = re.compile(
    rf"(?:第\s?(?P<season>[{_NUMERAL}]{{1,4}})\s?(?:季|期|部|シーズン)|[Ss](?P<latin>\d{{1,2}})"
    rf"|シーズン\s?(?P<kana>\d{{1,2}})|시즌\s?(?P<hangul>\d{{1,2}}))?"
    rf"[\s._\[\]-]{{0,6}}(?:第\s?(?P<first>[{_NUMERAL}]{{1,4}}(?:\.5)?)(?:\s?[集話话回]?\s?[-~]\s?第?\s?(?P<last>[{_NUMERAL}]{{1,4}}))?\s?[集話话回巻卷]"
    r"|제?\s?(?P<korean>\d{1,4})\s?[화회](?![가-힣]))"
)
_ASIAN_SEASON = re.compile(rf"[\s._\[-]*第\s?(?P<season>[{_NUMERAL}]{{1,4}})\s?[季期部][\s._\]-]*")
_CAP = re.compile(
    r"(?<![^\W_])Cap(?:itulo|ítulo)?[\s._]{0,2}(?P<season>[1-9]\d?)(?P<first>\d\d)(?:[_-](?P<s2>\d{1,2})?(?P<last>\d\d))?(?!\d)",
    re.IGNORECASE,
)
_EPISODE = re.compile(
    rf"(?<![^\W_])(?:(?:{EPISODE_WORDS})[\s._:#-]{{0,3}}|E|#)(?P<first>\d{{1,5}})(?!\d|[\s._]*%|p\b|bit|fps)",
    re.IGNORECASE,
)
_OF_TOTAL = re.compile(
    r"(?<![^\W_])(?:(?:part|pt|teil|часть)\.?[\s._]?)?(?P<first>\d{1,3})[\s._]?(?:of|из|von|sur)[\s._]?\d{1,3}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ROUND = re.compile(
    r"(?<=[^\W_][\s._])(?P<season>(?:19|20)\d\d)(?:[-_](?:(?:19|20)\d\d|\d\d)(?!\d))?[\s._-]{1,3}"
    r"(?=(?:round|rd|r(?=\d\d)|week|matchday|matchweek|gameweek|gw|md|spieltag|giornata|jornada|journ[ée]e|stage|race|day)[\s._-]?"
    r"\d{1,2}(?!\d)|\d{1,2}\.?[\s._](?:round|spieltag|giornata|jornada)(?![^\W_]))",
    re.IGNORECASE,
)
"""The year of a sport's season, in front of a round."""
_HASH = re.compile(r"(?<!\S)#\s?(?P<first>\d{1,4})(?!\d)")
_EPISODE_AFTER = re.compile(
    rf"(?<![^\W_])(?P<first>\d{{1,4}})(?:\s?-\s?(?P<last>\d{{1,4}}))?(?:\."
    rf"|-?[йя])?[\s._]{{0,2}}(?:{EPISODE_WORDS})(?![^\W_])",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(?i)(?:[\s._]?(?P<dash>[-~])[\s._]?|[\s._](?P<to>to|bis|thru|through|al|à)[\s._]|[\s._]?[+&,][\s._]?|[\s._](?:and|und|et|y|e)[\s._]|[\s._]?)(?:S\d{1,4}[\s._]?)?(?:EP"
    r"|E)(?P<number>\d{1,4})(?!\d)"
)
_NEXT_CROSS = re.compile(
    r"(?i)(?:[\s._]?(?P<dash>[-~])[\s._]?|[\s._]?[+&,]?[\s._]?)(?:\d{1,4})?[x×](?P<number>\d{2,3})(?![0-9p])"
)
_NEXT_BARE = re.compile(
    r"(?P<dash>[-~])?(?(dash)|[+&,_])(?P<number>\d{1,4})(?:v\d)?(?![0-9A-Za-z]|[.]\d(?!\d{2,3}[pi]))"
)
_NEXT_APART = re.compile(
    r"(?i)(?:\s?[&+]\s?|\s-\s|\s(?:and|und|et|y|e|og|och|и)\s|\s(?P<to>to|bis|thru|through)\s)(?P<number>\d{1,4})(?=\s*(?:$|\s-\s|[\[(]))"
)
"""`07 & 08`: only the very next number, since a title may begin so."""
_HALF = re.compile(r"\.5(?!\d)")
_VERSION = re.compile(r"[\s._]?v(\d)(?![0-9A-Za-z])", re.IGNORECASE)
_LETTER = re.compile(r"[a-d](?![A-Za-z0-9])")
_CODECS = frozenset((264, 265, 266, 480, 720, 1080))
LIKELY_ABSOLUTE = 100
"""From here on a number without a season is likely to count all episodes."""
_LONGEST_RANGE = 200
_LONGEST_BATCH = 1500


@dataclass(frozen=True, slots=True)
class Marker:
    """Numbers found at a place in a name; the series stands in front, the episode's title behind."""

    start: int
    end: int
    reason: str
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    air_date: str = ""
    half: str = ""
    """`12.5` of a recap between two episodes."""
    revision: int = 1
    guessed: bool = False
    """No season was named; the first is a guess."""
    is_vague: bool = False
    """A number somewhere; whatever else is known goes before it."""
    is_credits: bool = False
    """The opening or ending of a series alone."""

    @property
    def is_unnumbered_special(self) -> bool:
        """A special without a number or a day."""
        numbers = self.episodes or self.absolute or self.half or self.air_date
        return self.season == 0 and not numbers and not self.is_credits


def certain(text: str) -> Marker | None:
    """Season and episode written in a way that nothing else is."""
    return _sxe(text) or _cross(text) or _in_words(text)


def season_and_episode(text: str) -> Marker | None:
    """The most certain form alone: `S01E02`."""
    return _sxe(text)


def small_cross(text: str) -> Marker | None:
    """`1x2`, which could be a size or a score too."""
    found = _SMALL_CROSS.search(text)
    return _numbered(text, found, "season x episode") if found else None


def season_then_number(text: str) -> Marker | None:
    """`S2 - 05`, `Season 2 - 05`."""
    found = _S_NUMBER.search(text)
    return _numbered(text, found, "season, then a number") if found and int(found["first"]) not in _CODECS else None


def season_dash_number(text: str) -> Marker | None:
    """`Series 2 - 07. Title`, the season in words."""
    found = _NAMED_DASH.search(text)
    return _numbered(text, found, "season, then a number") if found else None


def _sxe(text: str) -> Marker | None:
    found = _SXE.search(text) or _BY_DAY.search(text)
    return _numbered(text, found, "SxxEyy") if found else None


def _cross(text: str) -> Marker | None:
    if "x" not in text and "X" not in text and "×" not in text:
        return None
    for found in _CROSS.finditer(text):
        number = int(found["first"])
        if number not in _CODECS and not (len(found["first"]) == 4 and int(found["season"]) > 99):
            return _numbered(text, found, "season x episode", _NEXT_CROSS)
    return None


def _in_words(text: str) -> Marker | None:
    found = _NAMED.search(text)
    if found:
        return _numbered(text, found, "season and episode in words")
    found = _COUNTED.search(text)
    if found:
        first = int(found["named"] or found["first"])
        return _ranged(found, int(found["season"]), first, int(found["last"] or first), "season and episode in words")
    found = _CAP.search(text)
    if found:
        first, last = int(found["first"]), int(found["last"] or found["first"])
        return _ranged(found, int(found["season"]), first, last, "Cap. with season and episode in one number")
    return None if text.isascii() else _asian(text)


def _asian(text: str) -> Marker | None:
    found = _ASIAN.search(text)
    if found is None:
        return None
    first = found["first"] or found["korean"]
    number = counts.numeral(first.removesuffix(".5"))
    season = found["season"] or found["latin"] or found["kana"] or found["hangul"]
    start = found.start()
    if season is None:
        apart = _ASIAN_SEASON.search(text, 0, start)
        if apart:
            season, start = apart["season"], apart.start()
        else:
            start += len(found[0]) - len(found[0].lstrip(" ._[]-"))
    marker = _ranged(
        found,
        counts.numeral(season) if season else None,
        number,
        counts.numeral(found["last"] or "") or number,
        "第…話 or 화",
    )
    if first.endswith(".5"):
        return Marker(start, marker.end, marker.reason, marker.season, half=first)
    counted = marker.season is None and number >= LIKELY_ABSOLUTE
    return replace(marker, start=start, absolute=marker.episodes if counted else ())


def _half(found: re.Match[str]) -> str:
    return f"{int(found['first'])}.5"


def _ranged(found: re.Match[str], season: int | None, first: int, last: int, reason: str) -> Marker:
    return Marker(found.start(), found.end(), reason, season, between(first, last))


def _numbered(text: str, found: re.Match[str], reason: str, following: re.Pattern[str] = _NEXT) -> Marker:
    """A marker with all episodes that are chained to the first."""
    end = found.end()
    if _HALF.match(text, end):
        return Marker(
            found.start(), end + 2, reason + ", a half number", counts.value(found["season"]), half=_half(found)
        )
    numbers, end = chain(text, end, counts.value(found["first"]), following)
    revision = _VERSION.match(text, end)
    return Marker(
        found.start(),
        revision.end() if revision else end,
        reason if len(numbers) == 1 else reason + ", several episodes",
        counts.value(found["season"]),
        numbers,
        revision=int(revision[1]) if revision else 1,
    )


def chain(text: str, end: int, first: int, following: re.Pattern[str] = _NEXT) -> tuple[tuple[int, ...], int]:
    """The episodes that follow the first one directly (`-E03`, `E02E03`, `-03`), and where they end."""
    numbers = [first]
    letter = _LETTER.match(text, end)
    if letter:
        end = letter.end()
    while True:
        found = (
            following.match(text, end)
            or _NEXT.match(text, end)
            or _NEXT_BARE.match(text, end)
            or _NEXT_APART.match(text, end)
        )
        if found is None:
            return tuple(numbers), end
        number = int(found["number"])
        if not _plausible(numbers[-1], number, found):
            return tuple(numbers), end
        said = found.groupdict()
        numbers.extend(range(numbers[-1] + 1, number) if said.get("dash") or said.get("to") else ())
        if number not in numbers:
            numbers.append(number)
        end = found.end()
        letter = _LETTER.match(text, end)
        end = letter.end() if letter else end


def _plausible(last: int, number: int, found: re.Match[str]) -> bool:
    if found.re is _NEXT_APART and not found["to"]:
        return number == last + 1
    if found.re is not _NEXT_BARE:
        return 0 <= number - last <= _LONGEST_RANGE
    return (
        0 < number - last <= _LONGEST_RANGE // 2
        and number not in _CODECS
        and ("_" not in found[0] or number == last + 1)
    )


def between(first: int, last: int) -> tuple[int, ...]:
    """All numbers of a range; the first alone if the range cannot be meant."""
    return tuple(range(first, last + 1)) if first < last <= first + _LONGEST_BATCH else (first,)


def of_round(text: str) -> Marker | None:
    """`Sport 2023 Round 05 …`: the season alone, since several videos of one round are no episodes of one number."""
    found = _ROUND.search(text)
    return Marker(found.start(), found.end(), "season and round", int(found["season"])) if found else None


def episode_word(text: str) -> Marker | None:
    """`Ep. 5`, `Folge 12`, `5 серия`, without a season."""
    found = _EPISODE.search(text) or _HASH.search(text)
    if found:
        end = found.end()
        if _HALF.match(text, end):
            return Marker(found.start(), end + 2, "episode word, a half number", half=_half(found))
        numbers, end = chain(text, end, int(found["first"]))
        revision = _VERSION.match(text, end)
        end = revision.end() if revision else end
        return Marker(found.start(), end, "episode word", None, numbers, revision=int(revision[1]) if revision else 1)
    found = _EPISODE_AFTER.search(text)
    if found:
        return _ranged(found, None, int(found["first"]), int(found["last"] or found["first"]), "episode word")
    return None


def of_total(text: str) -> Marker | None:
    """`05of10`."""
    found = _OF_TOTAL.search(text)
    return Marker(found.start(), found.end(), "number of a total", None, (int(found["first"]),)) if found else None
