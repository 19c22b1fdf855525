"""Who released a file, and in which quality, from the words behind its title."""

import re
from typing import NamedTuple

from lobbycard.identify import tags

_BEHIND_HYPHEN = re.compile(
    r"(?:[\s._-]+(?i:cd|dis[ck]|part|pt)\d)?[\s.\])}]*[-~][\s._]?(?P<group>(?:[A-Za-z]-)?[^\s\[\](){}\-_]{2,30}(?:_[A-Za-z0-9]+)?)"
)
_LAST_IN_BRACKETS = re.compile(
    r"[\s.]+(?P<group>[A-Za-z0-9][A-Za-z0-9._-]{1,24})\s*[)\]](?:\s*[\[(][^\])]{1,20}[\])])?\s*$"
)
_OWN_BRACKETS = re.compile(r"[\s._)}\]-]*[\[({](?P<group>[A-Za-z0-9@][A-Za-z0-9.@ _-]{1,24})[\])}]\s*$")
_LAST_WORD = re.compile(r"[\s._]+(?P<group>[A-Z][A-Za-z0-9]{1,14}|[a-z]{1,8}[A-Z][A-Za-z0-9]{1,8})\s*$")
_PART = re.compile(r"(?i)\.(?:cd|dis[ck]|part|pt)\d$")
_NOT_GROUPS = frozenset(("cd1", "cd2", "cd3", "part1", "part2", "sample", "trailer", "thumb", "poster", "fanart"))


class Quality(NamedTuple):
    """What is known of a file from its name."""

    source: str = ""
    resolution: str = ""
    modifier: str = ""
    edition: str = ""
    codec: str = ""
    audio: str = ""
    hdr: str = ""
    three_d: str = ""
    group: str = ""
    proper: bool = False
    repack: bool = False
    languages: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()


def read(found: tags.Words, start: int, *, edition: str = "", group: str = "", group_start: int = 0) -> Quality:
    """The quality from the tags from a place in the name on."""
    facts = tags.quality(found, start)
    group = group or release_group(found, max(start, group_start))
    resolution = _first(facts, "resolution")
    editions = [edition] if edition else _editions(facts.get("edition", []))
    return Quality(
        source=_source(facts),
        resolution="1080p" if resolution.startswith("108") and resolution[-1] == "p" else resolution,
        modifier=_first(facts, "modifier"),
        edition=" ".join(editions),
        codec=_first(facts, "codec"),
        audio=_first(facts, "audio"),
        hdr=_first(facts, "hdr"),
        three_d=max(facts.get("three_d", [""]), key=len),
        group=group,
        proper="proper" in facts,
        repack="repack" in facts,
        languages=tuple(facts.get("language", ())),
        subtitles=tuple(facts.get("subtitle", ())),
    )


def completed(own: Quality, of_folder: Quality) -> Quality:
    """What a name says, and what its folder's says where it is silent."""
    return Quality._make(mine or theirs for mine, theirs in zip(own, of_folder, strict=True))


def _first(facts: dict[str, list[str]], name: str) -> str:
    values = facts.get(name)
    return values[0] if values else ""


def _source(facts: dict[str, list[str]]) -> str:
    sources = facts.get("source", [])
    if not sources and "remux" in facts.get("modifier", []):
        return "bluray"
    if len(sources) > 1 and sources[0] in ("tv", "dvd") and sources[1] in ("webdl", "webrip", "bluray", "hdtv"):
        return sources[1]
    if len(sources) > 1 and sources[0] == "webdl" and sources[1] == "webrip":
        return "webrip"
    return sources[0] if sources else ""


def _editions(values: list[str]) -> list[str]:
    """Without what a longer one says already, and without `Hybrid`, which is a way of encoding."""
    kept = [value for value in values if value not in ("Hybrid", "Restricted")]
    spelled = ["Director's Cut" if value == "DC" else value for value in kept]
    return [one for one in dict.fromkeys(spelled) if not any(one != other and one in other for other in spelled)]


def release_group(found: tags.Words, start: int) -> str:
    """The name behind the last hyphen or in the last brackets, if release words stand in front of it."""
    behind = [tag for tag in found.tags if tag.start >= start]
    if not behind:
        return ""
    last = behind[-1]
    text = found.text
    hyphen = _BEHIND_HYPHEN.match(text, last.end)
    if hyphen and any(tag.strong for tag in behind):
        group = _PART.sub("", hyphen["group"]).strip(".")
        return "" if group.lower() in _NOT_GROUPS else group
    if (
        len(behind) > 1
        and last.end == len(text.rstrip())
        and not last.strong
        and text[last.start - 1 : last.start] == "-"
    ):
        return text[last.start : last.end] if behind[-2].strong and text[last.start : last.end].isupper() else ""
    for pattern in (_LAST_IN_BRACKETS, _OWN_BRACKETS, _LAST_WORD):
        match = pattern.match(text, last.end)
        if match and any(tag.strong for tag in behind) and not match["group"].isdigit():
            return "" if match["group"].lower() in _NOT_GROUPS else match["group"]
    return ""
