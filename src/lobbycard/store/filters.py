"""The filter language of lists: `year>=1990 missing:fanart lock:poster genre:noir -watched "blade runner"`.

Words are searched for; `name:value` and comparisons test a property; `-` or `not` in front turns a test round;
`or` joins what stands beside it; parentheses group. An error names the word and where it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, not_, or_, true

from lobbycard.errors import UsageError
from lobbycard.model.kinds import ItemKind
from lobbycard.store.properties import PROPERTIES, Test, example, nearest


class FilterError(UsageError):
    """A filter that cannot be understood; `start` and `end` are the place of the word in the text."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a filter, with its place."""

    text: str
    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that was understood: the conditions, and the words that are searched for."""

    condition: ColumnElement[bool]
    words: str
    tested: frozenset[tuple[str, str]]
    """The properties that are tested, each with the value it is tested for."""

    @property
    def asks_kind(self) -> bool:
        """Whether it says itself which kinds are meant."""
        return any(name == "kind" or (name == "is" and value in _KINDS) for name, value in self.tested)

    @property
    def asks_deleted(self) -> bool:
        """Whether it says itself that deleted items are meant, or are not."""
        return ("is", "deleted") in self.tested


_KINDS = frozenset(ItemKind)
MOST_LETTERS, MOST_WORDS = 10_000, 100
"""What SQLite takes of one pattern, and of conditions within and beside one another."""
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of letters, which no database takes; a blank keeps the places of the words."""
_TOKEN = re.compile(r'\s*(?:(?P<paren>[()])|(?P<word>-?(?:[\w.]+(?:>=|<=|!=|[:=<>]))?(?:"[^"]*"?|[^\s()"]+)))')
_TESTS = re.compile(r"^(?P<name>[a-z_.]+)(?P<op>>=|<=|!=|[:=<>])(?P<value>.*)$", re.DOTALL | re.IGNORECASE)


def compile_filter(text: str) -> Filter:
    """What a filter's text means. Raises `FilterError`."""
    words = _split(_UNSPEAKABLE.sub(" ", text[:MOST_LETTERS]))
    if len(text) > MOST_LETTERS or len(words) > MOST_WORDS:
        start = words[MOST_WORDS].start if len(words) > MOST_WORDS else MOST_LETTERS
        raise FilterError("This filter is too long.", f"Give no more than {MOST_WORDS} words.", start, len(text))
    parser = _Parser(words)
    condition = parser.either()
    if parser.position < len(words):
        extra = words[parser.position]
        raise FilterError(f"“{extra.text}” is not expected here.", "Is a parenthesis missing?", extra.start, extra.end)
    return Filter(condition, " ".join(parser.searched), frozenset(parser.tested))


def _split(text: str) -> list[Word]:
    words: list[Word] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        group = "paren" if match["paren"] else "word"
        words.append(Word(match[group], match.start(group), match.end(group), '"' in match[group]))
        position = match.end()
    return words


class _Parser:
    """Recursive descent over the words; `or` binds weaker than standing side by side."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.position = 0
        self.searched: list[str] = []
        self.tested: set[tuple[str, str]] = set()

    def either(self) -> Test:
        sides = [self.all()]
        while self._peek("or"):
            self.position += 1
            sides.append(self.all())
        return or_(*sides) if len(sides) > 1 else sides[0]

    def all(self) -> Test:
        tests: list[Test] = []
        while self.position < len(self.words) and not self._peek("or") and not self._peek(")"):
            tests.append(self.one())
        return and_(true(), *tests) if tests else true()

    def one(self) -> Test:
        word = self.words[self.position]
        self.position += 1
        if word.text == "(":
            inside = self.either()
            if not self._peek(")"):
                raise FilterError("A parenthesis is not closed.", "Add “)”.", word.start, word.end)
            self.position += 1
            return inside
        if word.text.lower() == "and":
            return true()
        if word.text.lower() == "not" and self.position < len(self.words):
            return not_(self.one())
        negated = word.text.startswith("-") and len(word.text) > 1
        test = self._test(word, word.text[1:] if negated else word.text)
        return not_(test) if negated else test

    def _test(self, word: Word, text: str) -> Test:
        match = _TESTS.match(text)
        if match is None:
            self.searched.append(text.strip('"'))
            return true()
        name, value = match["name"].lower(), match["value"].strip('"')
        make = PROPERTIES.get(name)
        if make is None:
            if not match["op"].strip(":"):
                # `Star Trek: Picard` has a colon and is a title.
                import difflib

                near = difflib.get_close_matches(name, PROPERTIES, 1, 0.7)
                if not near:
                    self.searched.append(text)
                    return true()
                raise FilterError(f"There is no property “{name}”.", f"Did you mean “{near[0]}”?", word.start, word.end)
            raise FilterError(f"There is no property “{name}”.", nearest(name, PROPERTIES), word.start, word.end)
        if not value:
            raise FilterError(f"“{name}” needs a value.", example(name), word.start, word.end)
        self.tested.add((name, value.lower()))
        try:
            return make.test(match["op"], value)
        except UsageError as error:
            raise FilterError(error.message, error.hint, word.start, word.end) from error

    def _peek(self, text: str) -> bool:
        return self.position < len(self.words) and self.words[self.position].text.lower() == text


def complete(text: str, cursor: int) -> list[str]:
    """What the word at the cursor could become: names of properties, or values where they are known."""
    start = max(text.rfind(" ", 0, cursor), text.rfind("(", 0, cursor)) + 1
    word = text[start:cursor].removeprefix("-").lower()
    name, colon, value = word.partition(":")
    if colon:
        known = PROPERTIES.get(name)
        return [f"{name}:{entry}" for entry in (known.values if known else ()) if entry.startswith(value)]
    return [f"{entry}:" for entry in PROPERTIES if entry.startswith(word)] if word else []
