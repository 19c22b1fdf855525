"""Reads the name of one episode file, with what is known from the folders above it."""

import re
from dataclasses import dataclass, replace

from lobbycard.identify import bare, clean, days, films, folders, markers, marks, release, tags
from lobbycard.identify.markers import Marker

_DASH_GROUP = re.compile(r"-(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,15}$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\dp])")
_LONE_YEAR = re.compile(r"[._](?:19|20)\d\d[._]")
_YEAR_ALONE = re.compile(r"\s*\((?:19|20)\d\d\)\s*")
_ABSOLUTE_BEHIND = re.compile(r"\s-\s(?P<first>\d{3,4})(?:-(?P<last>\d{3,4}))?(?=\s(?:-\s|\[|\())")
_TITLE_BEHIND = re.compile(r"\s-\s[^\W\d]")
_VERSUS = re.compile(r"(?i)[\s._]vs?\.?[\s._]+(?=[^\W_])")
"""Between two opponents: what follows is a name with its own number, `Vera 2`."""
_MOST_EPISODES = 60
"""Of a season: `299` is no second season where no folder says so."""
_COUNTED_TWICE = re.compile(r"\s-\s\d{2,4}\s*\($")
"""`Title - 05 (S2E05)`"""
_STAMP = re.compile(r"[\s._-]+(?:19|20)\d\d-\d\d-\d\d(?:[-\s._T]\d{4,6})?$")
"""When it was recorded, behind the title."""
_TOTAL = re.compile(r"^[\s._]*(?:из|of|von|de|sur|di|av|af|van|od|z|ze)[\s._]+\d{1,4}[\s._)]*")
_OPEN_END = re.compile(r"[\s._-]*[\[(][\s._-]*$")
_PREFIX_EDGE = re.compile(r"[\s._\-:,(\[#]+")
_FIRST_BRACKET_TITLE = re.compile(r"^\s*\[(?P<title>[^\[\]]{2,80})\]\s*(?=\[)")
_GROUP_IN_FRONT = re.compile(r"^\s*(?:\((?!\d+\))[^()]{2,20}\)|\{[^{}]{2,20}\})[\s_]+(?=[^\W_])")
"""`(Group) Title - 12`, as some write their names instead of in square brackets."""
_NUMBERS_OF_A_STATION = re.compile(r"\(S\d+_E\d+\)\s*(?:-\d{6,})?")
"""`Series - Title (S02_E03)`, as the libraries of broadcasters name their files."""
_SHORT_WORD = re.compile(r"E[0-9]{2,4}(?=[._])")
_ANIME_TAG = re.compile(
    r"(?i)\[[^\]]*(?:\b(?:1080p?|720p?|480p|2160p|bd|bdrip|web|dvd|hevc|x26[45]|aac|flac|10bit|mp4|mkv|gb|big5|chs|cht)\b)[^\]]*\]"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known before the name is read."""

    tv: bool = False
    """The library or a folder says that this is television."""
    season: int | None = None
    show: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """What a name says when it is read as an episode's."""

    series: str
    year: int | None
    marker: Marker
    title: str
    special: bool
    quality: release.Quality


def find(name: marks.Name, found: tags.Words, around: Around) -> Marker | None:
    """The numbers in a name, the surest form first; None if it looks like no episode."""
    text = name.text
    marker = markers.certain(text)
    if marker and (around.tv or marker.start or not _film_year_in(text[marker.end :][:8])):
        return marker
    fan = bool(name.group or name.checksum) or (
        _ANIME_TAG.search(text) is not None and (around.tv or not _film_year_in(text))
    )
    marker = markers.season_dash_number(text) or days.aired(text) or markers.of_round(text)
    if marker and not (fan and not around.tv):
        return marker
    if around.tv or fan:
        return _in_tv(text, found, around, fan=fan)
    marker = markers.episode_word(text)
    if marker and (
        _SHORT_WORD.match(text, marker.start) or not (_YEAR.search(text, marker.end) or _film_year_in(text))
    ):
        return _first_season(marker)
    marker = bare.old_scene(text) or (None if _film_year_in(text) else bare.after_dash(text))
    return _placed(marker, around, fan=True) if marker else None


def is_titled_by_day(found: tags.Words, marker: Marker) -> bool:
    """`22.July.2018.1080p`: a day with nothing but release words behind it has to be the film's title and year."""
    if not marker.air_date or marker.start or (first := tags.first_strong(found)) == len(found.tags):
        return False
    return not clean.has_words(found.text[marker.end : found.tags[first].start])


def _film_year_in(text: str) -> bool:
    return re.search(r"[(\[](?:19|20)\d\d[)\]]", text) is not None


def _in_tv(text: str, found: tags.Words, around: Around, *, fan: bool) -> Marker | None:
    """Forms that are believed only where episodes are expected."""
    marker = markers.season_then_number(text) or markers.small_cross(text) or bare.old_scene(text)
    if marker and not (fan and not marker.start and bare.after_dash(text[marker.end :])):
        # `[Group] 3x3 Eyes - 02` has its number behind the dash.
        return marker
    if around.tv and (dated := days.aired_short(text)):
        return dated
    body, shift = _without_show(text, around.show)
    body = _cut_at_release_words(body, text, shift, found)
    special = bare.special(body)
    if special and (special.episodes or special.is_credits):
        return _shifted(special, shift)
    marker = markers.episode_word(body) or (markers.of_total(body) if around.tv else None)
    if marker:
        first = _first_season(marker) if around.season is None else replace(marker, season=around.season)
        return _shifted(first, shift)
    versus = None if fan else _VERSUS.search(body)
    marker = _bare_number(body[: versus.start()], around, fan=fan) if versus else None
    marker = marker or _bare_number(body, around, fan=fan)
    if marker is None and fan:
        marker = _shifted(bare.in_brackets(text), -shift)
    if special and (marker is None or marker.is_vague):
        return _shifted(special, shift)
    if marker is None:
        return days.aired(text, short=True) if around.tv else None
    return _shifted(
        _placed(marker, around, fan=fan, titled=_TITLE_BEHIND.match(text, marker.end + shift) is not None), shift
    )


def _bare_number(body: str, around: Around, *, fan: bool) -> Marker | None:
    marker = bare.absolute(body) if fan else None
    if marker or not around.tv:
        return marker
    return bare.leading(body) or bare.anywhere(body) or bare.abbreviated(body, around.season)


def _cut_at_release_words(body: str, text: str, shift: int, found: tags.Words) -> str:
    """Without what follows the first strong release word, whose numbers mean something else."""
    index = tags.first_strong(found, shift, least=1)
    if index == len(found.tags):
        return body
    start = found.tags[index].start
    while start > shift and text[start - 1] in "[( ":
        start -= 1
    return text[shift:start] if start > shift else body


def _without_show(text: str, show: str) -> tuple[str, int]:
    """The name without the show's own in front, so that its numbers (The 4400, Warehouse 13) are not counted."""
    wanted = clean.key(show)
    if not wanted or not any(character.isdigit() for character in wanted):
        return text, 0
    for edge in _PREFIX_EDGE.finditer(text + " "):
        if edge.start() and clean.key(clean.title(text[: edge.start()])) == wanted:
            return text[edge.start() :], edge.start()
    return text, 0


def _shifted(marker: Marker | None, shift: int) -> Marker | None:
    return replace(marker, start=marker.start + shift, end=marker.end + shift) if marker and shift else marker


def _first_season(marker: Marker) -> Marker:
    if marker.half:
        return marker
    absolute = marker.episodes if min(marker.episodes, default=0) >= markers.LIKELY_ABSOLUTE else marker.absolute
    reason = marker.reason + "; no season named, taken as the first"
    return replace(marker, season=1, absolute=absolute, guessed=True, reason=reason)


def _placed(marker: Marker, around: Around, *, fan: bool, titled: bool = False) -> Marker:
    """A bare number as season and episode where that is what it must be, `titled` with a title behind it."""
    if not marker.absolute or marker.season is not None:
        return marker
    first, season = marker.absolute[0], around.season
    if season == 0:
        return replace(marker, season=0, episodes=marker.absolute, absolute=())
    if fan:
        return marker if season is None else replace(marker, season=season, episodes=marker.absolute)
    both = bare.split_number(first) if first // 100 == marker.absolute[-1] // 100 else None
    alone = season is None and first < 1000 and both is not None and both[1] <= _MOST_EPISODES
    if both and (both[0] == season or (alone and (titled or "dash" not in marker.reason))):
        numbers = tuple(divmod(number, 100)[1] for number in marker.absolute)
        return replace(
            marker, season=both[0], episodes=numbers, absolute=(), reason=marker.reason + ", season and episode in one"
        )
    if season is not None:
        return replace(
            marker, season=season, episodes=() if both else marker.absolute, absolute=marker.absolute if both else ()
        )
    if "dash" in marker.reason or first >= 100:
        return marker
    return _first_season(replace(marker, episodes=marker.absolute, absolute=()))


def read(name: marks.Name, found: tags.Words, marker: Marker) -> Episode:
    """Series, title and quality around the numbers."""
    head = name.text[: marker.start]
    bracketed = _FIRST_BRACKET_TITLE.match(name.text)
    if bracketed and bracketed.end() <= marker.start:
        beside = name.text[bracketed.end() : marker.start].strip("[] ")
        head = bracketed["title"]
        if marker.season is None and beside and folders.season_behind(f"{head} {beside}")[1] is not None:
            head = f"{head} {beside}"
    quality_start = _quality_start(found, marker)
    if name.text[marker.start - 1 : marker.start] == "(":
        head = _COUNTED_TWICE.sub("", head)
    head = clean.unbracketed(films.without_tagged_brackets(_OPEN_END.sub("", head)))
    if marker.season is None:
        head = _GROUP_IN_FRONT.sub("", head)
    head, day = days.aired_in_front(head)
    marker = replace(marker, air_date=day) if day and not marker.air_date else marker
    if marker.season is None or (marker.season and not marker.episodes):
        head, season = folders.season_behind(head)
        if season is not None:
            marker = replace(marker, season=season, episodes=marker.episodes or marker.absolute, absolute=())
    else:
        head, season = folders.season_behind(head)
        if season is not None and marker.guessed:
            marker = replace(marker, season=season, absolute=(), guessed=False, reason="season and number apart")
    series, year = folders.show_title(head)
    marker, title_start = _with_absolute(name.text, marker)
    day, title_start = days.aired_behind(name.text, title_start)
    marker = replace(marker, air_date=day) if day and not marker.air_date else marker
    title, title_end = _title(found, title_start)
    if marker.start and _NUMBERS_OF_A_STATION.fullmatch(name.text, marker.start - 1):
        series, _, title = series.partition(" - ")
    if quality_start == marker.end and title:
        quality_start = title_end
    quality = release.read(found, quality_start, edition=name.edition, group=name.group, group_start=title_end)
    special = marker.season == 0 or bool(marker.half) or "special" in marker.reason
    if len(title) == 6 and title.isdigit() and not marker.air_date:
        dated = days.aired(title, short=True)
        marker, title = (replace(marker, air_date=dated.air_date), "") if dated else (marker, title)
    return Episode(series, year, marker, title, special, quality)


def _with_absolute(text: str, marker: Marker) -> tuple[Marker, int]:
    """The numbers counted from the first episode on where they follow, as in `S04E01 - 060 - Title`."""
    found = _ABSOLUTE_BEHIND.match(text, marker.end) if marker.season and marker.episodes else None
    if found is None or marker.absolute:
        return marker, marker.end
    numbers = markers.between(int(found["first"]), int(found["last"] or found["first"]))
    if len(numbers) != len(marker.episodes):
        return marker, marker.end
    return replace(marker, absolute=numbers), found.end()


def _quality_start(found: tags.Words, marker: Marker) -> int:
    """Behind the numbers, or where brackets in front of them begin that hold release words."""
    for tag in found.tags:
        if tag.strong and tag.start < marker.start and found.text[tag.start - 1 : tag.start] in ("[", "("):
            return tag.start
    return marker.end


def _title(found: tags.Words, start: int) -> tuple[str, int]:
    """The episode's title and where it ends: what stands between the numbers and the release words."""
    index = tags.first_strong(found, start)
    is_cut = index < len(found.tags)
    end = found.tags[tags.back_over_weak(found, index, start)].start if is_cut else _without_strong(found, start)
    rest = found.text[start:end]
    if _DASH_GROUP.fullmatch(rest.strip()) or (is_cut and _LONE_YEAR.fullmatch(rest)):
        return "", start
    title = _without_rest(rest)
    return title, end if title else start


def _without_rest(rest: str) -> str:
    """An episode's title without what only stands around it."""
    rest = _STAMP.sub("", _TOTAL.sub("", rest)).lstrip("])} ._-:,")
    bracket = re.search(r"[\s._-]*\[", rest)
    if bracket:
        rest = rest[: bracket.start()]
    if _YEAR_ALONE.fullmatch(rest):
        return ""
    return clean.title(rest).strip("「」『』") if clean.has_words(rest) else ""


def _without_strong(found: tags.Words, start: int) -> int:
    """Where the title ends if no release word is certain: at the end, unless everything left is release words."""
    behind = [tag for tag in found.tags if tag.start >= start]
    if not behind:
        return len(found.text)
    run = len(behind) - 1
    while run > 0 and behind[run - 1].last + 1 == behind[run].first:
        run -= 1
    at_end = behind[-1].last == len(found.words) - 1
    whole = not clean.has_words(found.text[start : behind[run].start])
    in_brackets = found.text[behind[run].start - 1] in "[("
    dashed = found.text[start:].startswith(" - ")
    return behind[run].start if at_end and (in_brackets or (whole and not dashed)) else len(found.text)
