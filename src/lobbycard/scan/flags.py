"""What the end of a subtitle's or an audio file's name says: language, forced, for the deaf, default."""

import re
from typing import NamedTuple

from lobbycard.scan import languages

FORCED = frozenset({"forced", "foreign", "forc", "signs", "zwang"})
SDH = frozenset({"sdh", "cc", "hi", "hoh", "deaf"})
DEFAULT = frozenset({"default", "def"})

_SEPARATORS = re.compile(r"[.\s,()\[\]]+|(?<=\d)_|_(?=[^\W\d_]{3})")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
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
    for word in words:
        lower = word.casefold()
        if lower in FORCED:
            forced = True
        elif lower in DEFAULT:
            default = True
        elif lower in SDH and (lower != "hi" or language or _names_language_later(words, word)):
            sdh = True
        elif (code := languages.from_word(word)) and not language:
            language = code
        elif not _NUMBER.fullmatch(word) and not code:
            title.append(word)
    return Flags(language, forced, sdh, default, " ".join(title))


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


def _names_language_later(words: list[str], word: str) -> bool:
    return any(languages.from_word(other) not in ("", "hi") for other in words[words.index(word) + 1 :])
