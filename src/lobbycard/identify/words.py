"""The vocabulary of release names: which word or phrase stands for which quality, edition or habit.

A strong word ends a title wherever it stands (`1080p`, `x264`); a weak one could be part of a title (`Extended`,
`French`) and counts only behind the year, beside a strong one or in brackets.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from lobbycard.identify.languages import LANGUAGE_WORDS, SUBTITLE_WORDS
from lobbycard.identify.vocabulary import RELEASE_WORDS


class Meaning(NamedTuple):
    """What a phrase says: pairs of field and value."""

    strong: bool
    facts: tuple[tuple[str, str], ...]


_MAYBE_TITLE_IN_LOWER_CASE = frozenset(
    ("ts", "tc", "r5", "r6", "wp", "dc", "ext", "red", "now", "max", "play", "sky", "fox", "line", "final")
)
"""Weak words that count only when written in capitals or beside a strong one."""


def _vocabulary() -> dict[str, Meaning]:
    known: dict[str, Meaning] = {}
    for line in RELEASE_WORDS.splitlines():
        if line and line[0] in "!?":
            facts, _, phrases = line[1:].partition(": ")
            pairs = tuple((name, value) for name, _, value in (fact.partition("=") for fact in _facts(facts)))
            known.update((phrase, Meaning(line[0] == "!", pairs)) for phrase in phrases.split(", "))
    for word, code in LANGUAGE_WORDS.items():
        known.setdefault(word, Meaning(False, (("language", code),)))
    for word, code in SUBTITLE_WORDS.items():
        known[word] = Meaning(word in {"vostfr", "subita", "truefrench"}, (("subtitle", code),))
    return known


def _facts(text: str) -> list[str]:
    """`source=dvd modifier=screener` in two; an edition may have spaces in it."""
    return [text] if text.startswith("edition=") else text.split(" ")


VOCABULARY = _vocabulary()
"""Every phrase in lower case, its words parted by single spaces, without apostrophes."""

LONGEST: dict[str, int] = {}
"""By first word: how many words the longest phrase has that begins with it."""
for _phrase in VOCABULARY:
    _words = _phrase.split(" ")
    LONGEST[_words[0]] = max(LONGEST.get(_words[0], 0), len(_words))

_RESOLUTION = re.compile(r"(?P<before>m|brrip|bd|web|hd)?(\d{3,4})([pi])(?:\d\d(?:\d{3})?|hd|x265|x264)?")
_SIZE = re.compile(r"(\d{3,4})x(\d{3,4})p?")
_SOUND = re.compile(
    r"(dd|ddp|ddpa|dd\+|aac|ac3|eac3|dts|dtshd|ma|hra|flac|opus|truehd|lpcm|pcm|atmos|x|ddpatmos)(\d)?(?:ch|(?<=[a-z]{2}\d)[01])?"
)
_SOUND_NAMES = {
    "dd": "ac3",
    "ddp": "eac3",
    "ddpa": "eac3",
    "dd+": "eac3",
    "ddpatmos": "eac3",
    "ma": "dts",
    "hra": "dts",
}
_SOUND_NAMES |= {"dtshd": "dts", "lpcm": "pcm", "x": "dts"}
_NOISE = re.compile(
    r"\d+(?:bit|fps|kbps|mbps|kbit|gb|mb|hz|khz|rip|audios?|subs?)|[hx]26[456]\w*|xvid\w*|crf\d+|(?:ger"
    r"|eng)?dub(?:bed)?"
)
_HEIGHTS = (
    (3000, "4320p"),
    (1700, "2160p"),
    (1300, "1440p"),
    (800, "1080p"),
    (700, "720p"),
    (560, "576p"),
    (500, "540p"),
)
_ANNIVERSARY = re.compile(r"\d{1,3}(?:st|nd|rd|th)?")


@lru_cache(maxsize=8192)
def irregular(word: str) -> Meaning | None:
    """What a word with digits in it says that no list can name: `1080p50`, `DDP5`, `1920x800`."""
    size = _RESOLUTION.fullmatch(word)
    if size and 240 <= int(size[2]) <= 4400:
        source = (("source", "bluray"),) if size["before"] in ("bd", "brrip") else ()
        return Meaning(True, (("resolution", size[2].lstrip("0") + size[3]), *source))
    pixels = _SIZE.fullmatch(word)
    if pixels and int(pixels[1]) >= 320 and int(pixels[2]) >= 200:
        return Meaning(True, (("resolution", _by_pixels(int(pixels[1]), int(pixels[2]))),))
    sound = _SOUND.fullmatch(word)
    if sound and sound[2] and int(sound[2]) in (1, 2, 5, 6, 7):
        return Meaning(sound[1] not in ("x", "ma"), (("audio", _SOUND_NAMES.get(sound[1], sound[1])),))
    if _NOISE.fullmatch(word):
        codec = "h265" if "265" in word else "h264" if "264" in word else "xvid" if "xvid" in word else ""
        return Meaning(bool(codec), (("codec", codec),) if codec else (("other", ""),))
    return None


def _by_pixels(width: int, height: int) -> str:
    lines = max(height, width * 9 // 16)
    return next((name for least, name in _HEIGHTS if lines >= least), "480p")


def needs_capitals(word: str) -> bool:
    """Whether this weak word is too often a part of a title to be believed in lower case."""
    return word in _MAYBE_TITLE_IN_LOWER_CASE


def anniversary(words: list[str], index: int) -> int:
    """How many words `25th Anniversary [Edition]` takes here; 0 if it is not there."""
    if not (index + 1 < len(words) and words[index + 1] == "anniversary" and _ANNIVERSARY.fullmatch(words[index])):
        return 0
    return 3 if index + 2 < len(words) and words[index + 2] in ("edition", "cut", "remaster", "version") else 2
