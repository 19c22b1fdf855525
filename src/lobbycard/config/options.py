"""The settings seen from outside: each with its dotted name, kind, default and documentation."""

import functools
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, get_args, get_origin

from lobbycard.config import settings
from lobbycard.config.settings import Secret, Section, Settings

PREFIX = "LOBBYCARD_"
"""What the names of environment variables begin with."""


class Kind(StrEnum):
    """What an option holds; decides how text becomes a value, and which editor a screen shows."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    CHOICE = "choice"
    SWITCH = "switch"
    NUMBER = "number"
    DECIMAL = "decimal"
    WORDS = "words"
    TEXTS_BY_NAME = "texts by name"
    WORDS_BY_NAME = "words by name"

    @property
    def is_mapping(self) -> bool:
        """True when the option holds named values that the user makes up."""
        return self in (Kind.TEXTS_BY_NAME, Kind.WORDS_BY_NAME)

    @property
    def of_entry(self) -> "Kind":
        """The kind of one named value."""
        return Kind.WORDS if self is Kind.WORDS_BY_NAME else Kind.TEXT


type_kinds: dict[object, Kind] = {bool: Kind.SWITCH, int: Kind.NUMBER, float: Kind.DECIMAL, Secret: Kind.SECRET}


class Option(NamedTuple):
    """One thing that can be set."""

    path: tuple[str, ...]
    kind: Kind
    default: object
    """As TOML would give it: lists instead of tuples, a secret's text."""
    choices: tuple[str, ...]
    owners: tuple[str, ...]
    """The names of the classes that may declare it, the nearest first."""

    @property
    def doc(self) -> str:
        """The line under it in the nearest class that has one."""
        docs = _docs()
        return next(docs[owner, self.path[-1]] for owner in self.owners if (owner, self.path[-1]) in docs)

    @property
    def key(self) -> str:
        """The dotted name, as the command line and the messages have it."""
        return ".".join(self.path)

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + "__".join(self.path).upper()

    def parsed(self, text: str, entry: str = "") -> object:
        """The value that text from the environment or the command line stands for.

        Text that fits no number or switch is given back as it is: validation has the words for it.
        """
        return _parsed(self.kind.of_entry if entry else self.kind, text)

    def value_in(self, loaded: Settings) -> object:
        """This option's value among the settings, as TOML would have it."""
        section: Section = loaded
        for name in self.path[:-1]:
            section = section.__dict__[name]
        return plain(section.__dict__[self.path[-1]])


class SectionInfo(NamedTuple):
    """A heading of the file, with what stands directly below it."""

    path: tuple[str, ...]
    owner: str
    """The name of its class."""
    options: tuple[Option, ...]

    @property
    def doc(self) -> str:
        """What it is for."""
        return _docs()[self.owner, ""]


@functools.cache
def sections() -> tuple[SectionInfo, ...]:
    """All sections with at least one option of their own, in the order of the file."""
    return tuple(info for info in _sections((), Settings()) if info.options)


@functools.cache
def by_key() -> Mapping[str, Option]:
    """All options by dotted name."""
    return {option.key: option for info in sections() for option in info.options}


class Target(NamedTuple):
    """What a dotted name means: an option, or one named value in it."""

    option: Option
    entry: str = ""


def find(key: str) -> Target | None:
    """The option of this name; whatever follows the name of a mapping names one value in it, dots included."""
    known = by_key()
    if key in known:
        return Target(known[key])
    head = key
    while "." in head:
        head = head.rpartition(".")[0]
        if head in known and known[head].kind.is_mapping:
            return Target(known[head], key[len(head) + 1 :])
    return None


def nearest(key: str) -> str:
    """The existing name that somebody who wrote this one most likely meant, or nothing."""
    import difflib

    wanted = key.lower().replace("-", "_")
    headings = [".".join(info.path) for info in sections()]
    names = [*by_key(), *headings, *(name.partition(".")[0] for name in headings)]
    if wanted in names:
        return wanted
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.75)
    if close:
        return close[0]
    by_leaf = {name.rpartition(".")[2]: name for name in reversed(names)}
    same_leaf = difflib.get_close_matches(wanted.rpartition(".")[2], by_leaf, n=1, cutoff=0.8)
    return by_leaf[same_leaf[0]] if same_leaf else ""


def plain(value: object) -> object:
    """A setting's value in the types that TOML has."""
    if isinstance(value, Secret):
        return value.get_secret_value()
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    return value


def secret_values(loaded: Settings) -> frozenset[str]:
    """Every secret that is set, for the log to leave out; of a database address the password as well."""
    from urllib.parse import unquote

    found = {str(option.value_in(loaded)) for option in by_key().values() if option.kind is Kind.SECRET}
    credentials = loaded.database.url.get_secret_value().partition("://")[2].rpartition("@")[0]
    password = credentials.partition(":")[2]
    return frozenset(found | {password, unquote(password)}) - {""}


def _sections(path: tuple[str, ...], defaults: Section) -> Iterator[SectionInfo]:
    model = type(defaults)
    below: list[tuple[tuple[str, ...], Section]] = []
    own: list[Option] = []
    for name, info in model.model_fields.items():
        value = defaults.__dict__[name]
        if isinstance(value, Section):
            below.append(((*path, name), value))
        else:
            own.append(_option((*path, name), info.annotation, value, model))
    yield SectionInfo(path, model.__name__, tuple(own))
    for deeper, section in below:
        yield from _sections(deeper, section)


def _option(path: tuple[str, ...], annotation: object, default: object, model: type[Section]) -> Option:
    choices = tuple(get_args(annotation)) if get_origin(annotation) is Literal else ()
    return Option(path, _kind(annotation), plain(default), choices, tuple(owner.__name__ for owner in model.__mro__))


def _kind(annotation: object) -> Kind:
    origin = get_origin(annotation)
    if origin is Literal:
        return Kind.CHOICE
    if origin is tuple:
        return Kind.WORDS
    if origin is Mapping:
        entry = get_args(annotation)[1]
        return Kind.WORDS_BY_NAME if get_origin(entry) is Annotated else Kind.TEXTS_BY_NAME
    return type_kinds.get(annotation, Kind.TEXT)


_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def _parsed(kind: Kind, text: str) -> object:
    stripped = text.strip()
    try:
        match kind:
            case Kind.SWITCH:
                return _SWITCH.get(stripped.lower(), text)
            case Kind.NUMBER:
                return int(stripped)
            case Kind.DECIMAL:
                return float(stripped)
            case Kind.WORDS if not stripped.startswith("["):
                return [word.strip() for word in stripped.split(",") if word.strip()]
            case Kind.WORDS | Kind.TEXTS_BY_NAME | Kind.WORDS_BY_NAME:
                return json.loads(stripped)
            case _:
                return text
    except (ValueError, RecursionError):
        return text


@functools.cache
def _docs() -> Mapping[tuple[str, str], str]:
    """The text under each class and each of its fields, from the source of the settings."""
    import ast
    import inspect

    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(inspect.getsource(settings)).body:
        if isinstance(node, ast.ClassDef):
            found[node.name, ""] = ast.get_docstring(node) or ""
            for field, below in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    found[node.name, field.target.id] = _text(below)
    return found


def _text(node: object) -> str:
    import ast
    import inspect

    match node:
        case ast.Expr(value=ast.Constant(value=str() as text)):
            return " ".join(inspect.cleandoc(text).split())
    return ""
