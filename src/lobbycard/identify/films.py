"""Reads the name of one film: title, year, part, edition, version."""

import re
from dataclasses import dataclass

from lobbycard.identify import clean, marks, release, tags, years

_PART_TIGHT = re.compile(
    r"[\s._\-(\[]+(?:cd|dis[ck]|dvd(?![59](?!\d))|part|pt)(?P<part>\d{1,2}"
    r"|(?<![dD][vV][dD])[a-d])(?:[\s._]?(?:of|von|de)[\s._]?\d)?[)\]]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PART_LOOSE = re.compile(
    r"[\s._\-(\[]+(?:cd|dvd(?![59](?!\d))|part|pt|dis[ck]|teil|parte|partie|часть)[\s._-]*(?P<part>\d{1,2}"
    r"|[a-d])(?:[\s._]?(?:of|von|de)[\s._]?\d)?[)\]]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PART_IN_BRACKETS = re.compile(
    r"[\s._-]*[(\[](?:(?:cd|dvd|part|pt|dis[ck]|teil)[\s._-]*(?P<part>\d{1,2}|[a-d])(?:[\s._]?(?:of|/)[\s._]?\d)?"
    r"|(?P<counted>\d)[\s._]?of[\s._]?\d)[)\]]",
    re.IGNORECASE,
)
_DISC_AT_END = re.compile(
    r"(?<=[^\W_])(?:[\s._-]+(?:cd|dis[ck]|dvd(?=[\s._-]))[\s._-]?|(?-i:_D))(?P<part>\d{1,2})\s*$", re.IGNORECASE
)
"""`TITLE_DISC_1`, as discs are labelled."""
_PART_COUNTED = re.compile(r"[\s._\-(\[]+(?P<part>\d)[\s._]?of[\s._]?\d[)\]]?\s*$", re.IGNORECASE)
_LABEL = re.compile(r"^[\s._]*(?:\[[^\]]*\]\s*|\{[^}]*\}\s*)*-\s+(?P<label>\S.{0,80})$")
_NAMED_CUT = re.compile(
    r"[)\]]?[\s._]+(?:-[\s._]+)?(?:the[\s._])?(?P<name>(?:[^\W\d_][\w'’]+[\s._]){1,3}(?:cut|edition|version))(?![^\W_])",
    re.IGNORECASE,
)
"""A cut or edition that no list knows, right behind the year."""
_SHOUTED_EDITION = re.compile(r"[\s._-]+(?:UNCUT|EXTENDED|THEATRICAL|UNCENSORED|IMAX)[\s._-]*$")
_DUBBED_BEHIND = re.compile(r"[._](?:DL|ML|Dubbed|E?AC3D?|DTSD?)(?![^\W_])", re.IGNORECASE)
_LANGUAGE_AT_END = re.compile(r"(?<=[^\W_])[._](?:German|French|Italian|Spanish)[._]*$", re.IGNORECASE)
"""In front of the year in `Title.German.1986.DL`, where the words behind it say that it was dubbed."""
_REVISION = re.compile(r"(?i)(?:\d[-._ ]|\[)v[2-9](?=[-._ \]]|$)")
_NUMBERED_ON_A_SHELF = re.compile(r"^0\d(?:\.\s|\s-\s|\s)(?=\S)")
"""`03 - Title (Year)`: the place in a row of films."""
_IN_THREE_D = (("three_d", "3d"),)
_PERSON = re.compile(r"\s\((?:[A-Z][\w.'-]+\s){1,2}[A-Z][\w.'-]+\)$")
_ARTICLES = frozenset("a an the der die das le la les el il lo".split())
"""Keys of titles that are none: the word behind belongs to them, whatever it says."""
_AKA = re.compile(r"\s+(?:aka|a\.k\.a\.?|АКА)\s+", re.IGNORECASE)
_BRACKETS_AT_END = re.compile(
    r"[\s._-]*(?:\[(?P<square>[^\[\]]{1,80})\]|\((?P<round>[^()]{1,80})\)|\{(?P<curly>[^{}]{1,80})\})[\s._-]*$"
)
_DASHED_END = re.compile(r"\s-\s(?P<label>[^\[\](){}-]{1,60})$")
_ALTERNATE = re.compile(r"^(?P<first>[^()]{2,}?)\s*[(\[](?P<second>[^()\[\]]{3,80})[)\]]\s*$")
_CERTAIN_EDITIONS = re.compile(
    r"(?i)[\s._-]+(?:(?:the[\s._])?(?:(?:ultimate[\s._]|extended[\s._])?director'?s|extended|theatrical|unrated|ultimate|special|collector'?s"
    r"|anniversary|despecialized|criterion|imax|final|(?:richard[\s._])?donner|assembly|rogue|producer'?s)"
    r"[\s._](?:cut|edition|version|collection)|unrated|remastered|despecialized)[\s._-]*$"
)


@dataclass(frozen=True, slots=True)
class Film:
    """What a name says when it is read as a film's."""

    title: str
    other_titles: tuple[str, ...]
    year: int | None
    part: int | None
    version: str
    quality: release.Quality
    reasons: tuple[str, ...]
    is_range: bool = False


def read(name: marks.Name, found: tags.Words) -> Film:
    """The film that a name without its marks speaks of."""
    text = name.text
    first = tags.first_strong(found, least=1)
    strong = found.tags[first].start if first < len(found.tags) else len(text)
    year = years.film_year(text, strong, found)
    part, part_start, part_end = _part(text, year.end if year and year.start else 0, strong)
    if year and year.start == 0:
        head, rest = _title_in_between(found, year.end, first, part_start), year.end + 1
        reasons = [f"year {year.value} in front of the title"]
    elif year and year.start > strong and clean.key(text[:strong]) not in _ARTICLES:
        head, rest = _without_year(found, first, min(part_start, strong))
        reasons = [f"title before the release words, year {year.value} among them"]
    elif year:
        head, rest = _before_year(text[: year.start], found, text[year.end :]), year.start
        reasons = [f"title before the year {year.value}"]
    else:
        head, rest = _without_year(found, first, min(part_start, strong))
        reasons = ["title before the release words" if rest < len(text) else "the whole name is the title"]
    edition_start = min(rest, len(head))
    quality = release.read(found, edition_start, edition=name.edition, group=name.group)
    quality = _with_habits(quality, text, year)
    version = _version(text, year, part_start, quality) if year else ""
    if part is not None:
        reasons.append(f"part {part}")
    title, others = _titles(head, year)
    return Film(
        title,
        others,
        year.value if year else None,
        part,
        "" if part is not None and part_end >= len(text.rstrip()) else version,
        quality,
        tuple(reasons),
        is_range=bool(year and year.is_range),
    )


def _with_habits(quality: release.Quality, text: str, year: years.Year | None) -> release.Quality:
    """The quality with a cut that no list knows, and with `v2` for a corrected file."""
    if year is None:
        return quality
    cut = None if quality.edition else _NAMED_CUT.match(text, year.end)
    if cut:
        quality = quality._replace(edition=clean.title(cut["name"]))
    return quality if quality.proper or not _REVISION.search(text, year.start) else quality._replace(proper=True)


def _titles(head: str, year: years.Year | None) -> tuple[str, tuple[str, ...]]:
    title = clean.title(head)
    if year and year.bracketed and head.endswith(". ") and title and title[-1].isalnum():
        title += "."
    if year and year.bracketed:
        title = _NUMBERED_ON_A_SHELF.sub("", title)
    elif year and year.start == 0:
        title = _PERSON.sub("", title)
    if not title and head.strip():
        title = clean.title(re.sub(r"[\[\]{}()]", " ", head)) or head.strip()
    if " " in title:
        names = _AKA.split(title)
        if len(names) > 1 and names[0] and names[1]:
            return names[0].strip(" -"), tuple(other.strip(" -") for other in names[1:])
    second = _ALTERNATE.match(title) if title.endswith(")") else None
    return title, (second["second"],) if second else ()


def _part(text: str, after: int, strong: int) -> tuple[int | None, int, int]:
    """The number of a stacked part, where it begins and where it ends."""
    for pattern, start in (
        (_PART_IN_BRACKETS, 1),
        (_PART_LOOSE, after),
        (_PART_COUNTED, after),
        (_PART_TIGHT, 1),
    ):
        if not after and pattern in (_PART_LOOSE, _PART_COUNTED):
            continue
        for found in pattern.finditer(text, start):
            if pattern is not _PART_TIGHT or _is_stack(text, found, strong, after):
                number = found["part"] or found["counted"]
                return part_number(number), found.start(), found.end()
    disc = _DISC_AT_END.search(text) if text.rstrip()[-1:].isdigit() else None
    return (part_number(disc["part"]), disc.start(), disc.end()) if disc else (None, len(text), len(text))


def _is_stack(text: str, found: re.Match[str], strong: int, after: int) -> bool:
    """A tight `cd1` is a part anywhere, `part1` only at the end or behind the title."""
    if found[0].strip(" ._-([").lower().startswith(("cd", "dis", "dvd")):
        return True
    return found.start() >= min(strong, after or strong) or found.end() >= len(text.rstrip())


def part_number(value: str) -> int:
    """The number of a part given as a number or a letter."""
    return int(value) if value.isdigit() else "abcd".index(value.lower()) + 1


def _before_year(head: str, found: tags.Words, behind: str) -> str:
    """The text in front of the year without languages in capitals and editions that stand there too."""
    edition = _CERTAIN_EDITIONS.search(head)
    if edition and clean.key(head[: edition.start()]) not in ("", "the"):
        head = head[: edition.start()]
    shouted = _SHOUTED_EDITION.search(head)
    if shouted and not head[: shouted.start()].isupper() and clean.has_words(head[: shouted.start()]):
        head = head[: shouted.start()]
    if " " in head.strip():
        return without_tagged_brackets(head)
    if _DUBBED_BEHIND.match(behind):
        head = _LANGUAGE_AT_END.sub("", head)
    for tag in reversed(found.tags):
        if tag.end > len(head) or head[tag.end :].strip(" ._-("):
            continue
        is_shouted = head[tag.start : tag.end].isupper() and not head[: tag.start].isupper()
        is_format = tag.facts == _IN_THREE_D and any(_says_how(other) for other in found.tags if other.start > tag.end)
        if tag.first > 0 and (is_format or (is_shouted and _is_habit(tag))):
            head = head[: tag.start]
    return head


def _says_how(tag: tags.Tag) -> bool:
    """Whether it is a way of packing the two pictures of a 3D film."""
    return any(name == "three_d" for name, _ in tag.facts)


def _is_habit(tag: tags.Tag) -> bool:
    return all(name in ("language", "other", "proper", "repack", "edition", "subtitle") for name, _ in tag.facts)


def without_tagged_brackets(head: str) -> str:
    """The text without `[1080p]` or `(Extended)` at the end, if nothing else is in the brackets."""
    while True:
        found = _BRACKETS_AT_END.search(head)
        if found is None or found.start() == 0:
            return head
        inner = found["square"] or found["round"] or found["curly"]
        if not _all_tagged(inner):
            return head
        head = head[: found.start()]


def _all_tagged(text: str) -> bool:
    words = tags.read(text)
    covered = sum(tag.last - tag.first + 1 for tag in words.tags)
    return bool(words.words) and covered == len(words.words)


def _title_in_between(found: tags.Words, start: int, first: int, part_start: int) -> str:
    """The title behind a year in front."""
    end = part_start
    if first < len(found.tags):
        end = min(end, found.tags[tags.back_over_weak(found, first, start + 1)].start)
    return found.text[start : max(start, end)]


def _without_year(found: tags.Words, first: int, limit: int) -> tuple[str, int]:
    """Title and where the rest begins, for a name without a year."""
    if first < len(found.tags) and found.tags[first].start <= limit:
        start = found.tags[tags.back_over_weak(found, first, least=1)].start
        return found.text[:start], start
    head = found.text[:limit]
    shorter = without_tagged_brackets(head)
    label = _DASHED_END.search(shorter)
    if label and _all_tagged(label["label"]):
        shorter = shorter[: label.start()]
    edition = _CERTAIN_EDITIONS.search(shorter)
    if edition and clean.key(shorter[: edition.start()]) not in ("", "the"):
        shorter = shorter[: edition.start()]
    return shorter, len(shorter)


def _version(text: str, year: years.Year | None, part_start: int, quality: release.Quality) -> str:
    """The label of `Title (Year) - label`, which tells versions of a film apart."""
    if year is None or not year.bracketed:
        return ""
    label = _LABEL.match(text[year.end : part_start])
    if label is None:
        return ""
    value = label["label"].strip()
    if value.startswith("["):
        return ""
    return "" if clean.key(value) == clean.key(quality.edition) else value
