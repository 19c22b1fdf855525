"""Finds the words of the vocabulary in a name and reads what they say."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lobbycard.identify import languages, words

_WORD = re.compile(r"[^\s._\-\[\](){},;+~]+(?:(?<=[Rr]10)\+|(?<=[Dd][Dd])\+)?")
_NUMBERS = re.compile(r"(?:19|20)\d\d$|s\d+e\d+|\d+x\d+")
_NUMBERED = re.compile(r"[a-z]+[1-7]$")
_BRACKET_CODES = re.compile(r"[\[(]([A-Z]{2}(?:[-+ ,&_][A-Z]{2}){0,8})[\])]")


class Tag(NamedTuple):
    """A phrase of the vocabulary at a place in the text."""

    start: int
    end: int
    first: int
    last: int
    strong: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Words:
    """The words of a name with their places, and the tags among them."""

    text: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)


@lru_cache(maxsize=256)
def read(text: str) -> Words:
    """Split a name into words and tag those that are known; kept, since a film's folder and file often agree."""
    found = Words(text)
    for match in _WORD.finditer(text):
        word = match[0].lower()
        found.words.append(word.replace("'", "").replace("’", "") if not word.isalnum() else word)
        found.starts.append(match.start())
        found.ends.append(match.end())
    _tag(found, text != text.lower())
    return found


def _tag(found: Words, has_capitals: bool) -> None:
    names, known = found.words, words.LONGEST
    index, count = 0, len(names)
    while index < count:
        word = names[index]
        if word not in known and word.isalpha() and len(word) != 2:
            index += 1
            continue
        length, meaning = _at(names, index)
        if meaning is None and len(word) == 2:
            meaning = _short_language(found, index)
        if meaning is not None and not (has_capitals and length == 1 and _doubtful(found, index, meaning)):
            last = index + length - 1
            found.tags.append(Tag(found.starts[index], found.ends[last], index, last, meaning.strong, meaning.facts))
        index += length


def _at(names: list[str], index: int) -> tuple[int, words.Meaning | None]:
    word = names[index]
    longest = words.LONGEST.get(word, 0)
    for length in range(min(longest, len(names) - index), 0, -1):
        phrase = word if length == 1 else " ".join(names[index : index + length])
        meaning = words.VOCABULARY.get(phrase)
        if meaning is not None:
            return length, meaning
    if word.isalpha():
        return 1, None
    length = words.anniversary(names, index)
    if length:
        text = f"{word} Anniversary Edition" if length == 3 else f"{word} Anniversary"
        return length, words.Meaning(False, (("edition", text),))
    meaning = words.irregular(word)
    if meaning is not None and _NUMBERED.match(word) and names[index + 1 : index + 2] in (["0"], ["1"], ["2"]):
        return 2, meaning
    return 1, meaning


def _short_language(found: Words, index: int) -> words.Meaning | None:
    """`PL`, `FR`: believed in capitals right behind a year, numbers or another release word."""
    start = found.starts[index]
    code = languages.by_code(found.text[start : found.ends[index]])
    if not code or not index:
        return None
    tagged = bool(found.tags) and found.tags[-1].last == index - 1
    return words.Meaning(False, (("language", code),)) if tagged or _NUMBERS.match(found.words[index - 1]) else None


def _doubtful(found: Words, index: int, meaning: words.Meaning) -> bool:
    """Whether a weak word that is often part of a title is written like one."""
    if meaning.strong or not words.needs_capitals(found.words[index]):
        return False
    return not found.text[found.starts[index] : found.ends[index]].replace("i", "I").isupper()


def first_strong(found: Words, start: int = 0, least: int = 0) -> int:
    """Index among the tags of the first strong one from a place in the text on; the number of tags if there is none."""
    for index, tag in enumerate(found.tags):
        if tag.strong and tag.start >= start and tag.first >= least:
            return index
    return len(found.tags)


def back_over_weak(found: Words, index: int, start: int = 0, least: int = 0) -> int:
    """From one tag back over those that touch it, as far as a place in the text."""
    while index > 0:
        before, here = found.tags[index - 1], found.tags[index]
        if before.last + 1 != here.first or before.start < start or before.first < least:
            break
        index -= 1
    return index


def quality(found: Words, start: int) -> dict[str, list[str]]:
    """What the tags from a place on say, by field, each value once, in order."""
    facts: dict[str, list[str]] = {}
    for tag in found.tags:
        if tag.start < start:
            continue
        for name, value in tag.facts:
            known = facts.setdefault(name, [])
            if value and value not in known:
                known.append(value)
    for codes in _BRACKET_CODES.finditer(found.text, start):
        _add_codes(facts, re.split(r"[^A-Z]+", codes[1]))
    return facts


def _add_codes(facts: dict[str, list[str]], letters: list[str]) -> None:
    codes = [languages.by_code(two) for two in letters]
    if all(codes):
        known = facts.setdefault("language", [])
        known.extend(code for code in codes if code not in known)
