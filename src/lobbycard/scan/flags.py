"""What the end of a subtitle's or an audio file's name says: language, forced, for the deaf, default."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lobbycard.scan import languages

FORCED = frozenset(
    "forced foreign forc signs zwang erzwungen forcé forcés force forces forzado forzados forzato forzati forçado"
    " forçada gedwongen wymuszone tvungna tvungen форсированные".split()
)
SDH = frozenset(
    "sdh cc hi hoh deaf hearing impaired hearingimpaired hörgeschädigte gehörlose malentendants sourds sordos".split()
)
DEFAULT = frozenset({"default", "def"})

_SEPARATORS = re.compile(r"[.\s,()\[\]]+|(?<=\d)_|_(?=[^\W\d_]{3})")
_ENDS = re.compile(r"([.\s,()\[\]_]+)")
_WORDS = re.compile(r"(?:[^\W_]|[^\x00-\x7f])+(?:-(?:[^\W_]|[^\x00-\x7f])+)?")
_NUMBER = re.compile(r"\d+")


class Flags(NamedTuple):
    """What was understood."""

    language: str = ""
    """BCP-47."""
    forced: bool = False
    sdh: bool = False
    default: bool = False
    title: str = ""
    """Words that are neither language nor flag."""


def read(tail: str) -> Flags:
    """The flags of `.pt-BR.forced`, `_German`, `2_English`, ` - en (SDH)`; a lone `hi` is Hindi, after another
    language it means hearing impaired."""
    words = [word for piece in _SEPARATORS.split(tail) for word in _split(piece)]
    language, forced, sdh, default, title = "", False, False, False, []
    at = 0
    while at < len(words):
        word = words[at].casefold()
        code, length = _language(words, at)
        if word in FORCED:
            forced = True
        elif word in DEFAULT:
            default = True
        elif word in SDH and (word != "hi" or language or _names_language(words[at + 1 :])):
            sdh = True
        elif code and not language:
            language = code
            at += length - 1
        elif not _NUMBER.fullmatch(word) and not code:
            title.append(words[at])
        at += 1
    return Flags(language, forced, sdh, default, " ".join(title))


def end_of(stem: str) -> str:
    """The words at the end of a name of something else that are languages or flags: the others are a title."""
    pieces = _ENDS.split(stem)
    start = len(pieces)
    for at in range(len(pieces) - 1, -1, -2):
        if pieces[at] and not _is_said(pieces[at], pieces[at - 1] if at else "."):
            break
        start = at
    return "".join(pieces[start:])


def _is_said(piece: str, before: str) -> bool:
    """`it` is Italian behind a dot, and a word of a title behind a blank."""
    if len(piece) == 2 and (before.isspace() or piece.istitle()):
        return False
    return all(_is_known(word) for word in _split(piece))


def _is_known(word: str) -> bool:
    lower = word.casefold()
    return bool(
        lower in FORCED or lower in DEFAULT or lower in SDH or _NUMBER.fullmatch(word) or languages.from_word(word)
    )


def _language(words: Sequence[str], at: int) -> tuple[str, int]:
    """The language that is named here, and in how many words: the longest name counts."""
    for length in range(min(languages.LONGEST, len(words) - at), 0, -1):
        code = languages.from_word(" ".join(words[at : at + length]))
        if code:
            return code, length
    return "", 1


def _split(piece: str) -> list[str]:
    """A piece whole when it names a language (`pt-BR`, `zh_Hans`), else its words."""
    piece = piece.strip("-_ ")
    if not piece:
        return []
    return [piece] if languages.from_word(piece) else _pieces(piece)


def _pieces(piece: str) -> list[str]:
    words: list[str] = []
    for word in _WORDS.findall(piece):
        words += [word] if "-" in word and languages.from_word(word) else word.split("-")
    return words


def _names_language(words: Sequence[str]) -> bool:
    return any(languages.from_word(word) not in ("", "hi") for word in words)
