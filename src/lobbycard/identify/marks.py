"""What people put into names on purpose: ids of providers, `{edition-…}`, release groups in front, checksums."""

import re
from typing import NamedTuple

from lobbycard.identify import clean

_PROVIDERS = {"themoviedb": "tmdb", "thetvdb": "tvdb", "myanimelist": "mal", "imdbid": "imdb"}
_ID = re.compile(
    r"""(?ix)[\s._-]*[\[({]\s*
    (?P<provider>tmdb|tvdb|imdb|tvmaze|anidb|anilist|mal|trakt|wikidata|themoviedb|thetvdb|myanimelist)
    (?:(?<=[bB])\d|[\s_-]?id)?[\s]?[-=:\s_]\s?(?P<value>(?:tt|nm|Q)?\d{1,12})\s*[\])}]"""
)
_LOOSE_ID = re.compile(
    r"(?i)[\s._-]+(?P<provider>tmdb|tvdb|imdb|anidb|tvmaze)(?:id)?[-=](?P<value>(?:tt)?\d{1,10})(?![A-Za-z0-9])"
)
_IMDB = re.compile(r"(?i)[\s._-]*[\[({]?(?<![A-Za-z0-9])(?P<value>tt\d{6,10})(?![A-Za-z0-9])[\])}]?")
_EDITION = re.compile(r"(?i)[\s._-]*[{\[]\s*edition[-=: ]\s*(?P<value>[^{}\[\]]{1,80}?)\s*[}\]]")
_GROUP = re.compile(r"^\s*\[(?P<value>[^\[\]]{1,40})\][\s._-]*")
_CHECKSUM = re.compile(r"[\s._-]*[\[(](?P<value>[0-9A-Fa-f]{8})[\])]")
_NOT_A_GROUP = re.compile(
    r"(?i)^(?:\d{4}|\d{4}([.-])\d\d\1\d\d|rec|\d{1,3}|\d{1,2}x\d{2,3}|s\d+e\d+|.*\b(?:bluray|1080p|720p|2160p|bdrip|dvdrip|webrip|web-dl)\b.*)$"
)
_KIND_BEFORE_YEAR = re.compile(r"(?i)\(tv\s(?:(?:mini[\s-]?)?series|mini|show)\s(?=(?:19|20)\d\d)")
"""`(TV Series 1998–2004)`, as IMDb has it."""
_NEWS = re.compile(r"^★[^★\[\]]{1,20}(?:★\s*|(?=\[))")
_ANYTHING_LEFT = re.compile(r"[^\W_]")


class Name(NamedTuple):
    """A name without its marks, and the marks."""

    text: str
    ids: dict[str, str]
    edition: str
    group: str
    checksum: str


def read(name: str, *, is_folder: bool = False) -> Name:
    """Take the marks off a file or folder name."""
    text = clean.repaired(name)
    if not is_folder:
        text = clean.without_extension(text)
    text = clean.without_sites(text)
    if "(TV " in text:
        text = _KIND_BEFORE_YEAR.sub("(", text)
    ids: dict[str, str] = {}
    edition = group = checksum = ""
    if "db" in text.lower() or "tt" in text.lower() or "mal" in text or "anilist" in text or "trakt" in text:
        text = _without_ids(text, ids)
    if "edition" in text or "Edition" in text:
        text, edition = _taken(_EDITION, text)
    if "]" in text or ")" in text:
        text, checksum = _taken(_CHECKSUM, text) if _CHECKSUM.search(text) else (text, "")
        if checksum.isdigit() and checksum[:2] in ("19", "20"):
            text, checksum = f"{text} {checksum}", ""
    if text.lstrip().startswith("["):
        text, group = _without_group(text)
    return Name(text, ids, edition, group, checksum)


def _without_ids(text: str, ids: dict[str, str]) -> str:
    for pattern in (_ID, _LOOSE_ID, _IMDB):
        for match in pattern.finditer(text):
            provider = match.groupdict().get("provider") or "imdb"
            provider = _PROVIDERS.get(provider.lower(), provider.lower())
            value = match["value"]
            if provider == "imdb":
                value = value.lower() if value.lower().startswith("tt") else "tt" + value.rjust(7, "0")
            ids.setdefault(provider, value)
        text = pattern.sub(" ", text) if ids else text
    return text.rstrip() if ids else text


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}".rstrip(), found["value"]


def _without_group(text: str) -> tuple[str, str]:
    """`[Group] Title …`; not when the brackets hold the title, as in `[REC] 2 (2009)`."""
    found = _GROUP.match(text)
    if found is None or _NOT_A_GROUP.match(found["value"]):
        return text, ""
    rest = text[found.end() :]
    if (
        not _ANYTHING_LEFT.search(rest)
        or re.match(r"[(\[]?(?:19|20)\d\d(?!\d|\s+-\s)", rest)
        or re.match(r"\d?\s*[(\[]\d{4}", rest)
    ):
        return text, ""
    return _NEWS.sub("", rest), found["value"].strip()
