"""Wrong settings in plain words. Values are never repeated: one of them may be a key in the wrong place."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from lobbycard.config import options
from lobbycard.config.document import Tree
from lobbycard.config.names import Unknown
from lobbycard.config.settings import Settings
from lobbycard.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Problem(NamedTuple):
    """One thing that is wrong."""

    where: str
    """The file and line, or the variable."""
    what: str
    nearest: str = ""
    """The name that was probably meant."""


def validated(tree: Tree, where: Callable[[str], str], already: Sequence[Problem] = ()) -> Settings:
    """The settings, or one error that lists everything that is wrong; `where` tells where a dotted name was set."""
    try:
        loaded = Settings.model_validate(tree)
    except ValidationError as error:
        found = [_problem(detail, where) for detail in error.errors(include_url=False, include_input=False)]
        raise as_error([*already, *found]) from None
    if already:
        raise as_error(already)
    return loaded


def as_error(problems: Sequence[Problem]) -> ConfigError:
    """One error for all of them."""
    if len(problems) == 1:
        only = problems[0]
        return ConfigError(f"{only.where}: {only.what}.", f"Did you mean {only.nearest}?" if only.nearest else "")
    rows = [
        f"  {each.where}: {each.what}" + (f" (did you mean {each.nearest}?)" if each.nearest else "")
        for each in problems
    ]
    return ConfigError("\n".join([f"{len(problems)} settings are wrong:", *rows]))


def shown(key: str) -> str:
    """A name that somebody wrote, safe to print."""
    return key if key.isprintable() else ascii(key)[1:-1]


def _problem(detail: "ErrorDetails", where: Callable[[str], str]) -> Problem:
    names = [part for part in detail["loc"] if isinstance(part, str) and part != "[key]"]
    key = ".".join(names)
    place = where(key)
    if detail["type"] == "extra_forbidden":
        return Problem(place, f"there is no setting {shown(key)}", options.nearest(key))
    entry = next((part + 1 for part in detail["loc"] if isinstance(part, int)), 0)
    subject = f"entry {entry} of {shown(key)}" if entry else shown(key)
    return Problem(place, f"{subject} {_words(detail)}", _meant(detail))


def _meant(detail: "ErrorDetails") -> str:
    error = detail.get("ctx", {}).get("error")
    return error.nearest if isinstance(error, Unknown) else ""


def _words(detail: "ErrorDetails") -> str:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUND:
        bound = next(value for name, value in context.items() if name in ("ge", "gt", "le", "lt"))
        return _BOUND[kind].format(bound)
    if kind == "literal_error":
        return f"must be {context['expected']}".replace("'", '"')
    if kind == "value_error":
        return str(context["error"])
    return f"is wrong: {detail['msg']}"


_PLAIN = {
    "string_type": "must be text in quotes",
    "string_unicode": "must be text that can be written as UTF-8",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "tuple_type": 'must be a list such as ["one", "two"]',
    "dict_type": "must be a table of names and values",
    "mapping_type": "must be a table of names and values",
    "model_type": "must be a section with settings in it",
    "model_attributes_type": "must be a section with settings in it",
}

_BOUND = {
    "greater_than_equal": "must be {} or more",
    "greater_than": "must be more than {}",
    "less_than_equal": "must be {} or less",
    "less_than": "must be less than {}",
}
