"""Settings from the environment: `LOBBYCARD_SECTION__NAME`, two underscores between the parts."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lobbycard.config import options
from lobbycard.config.document import Tree
from lobbycard.config.problems import Problem
from lobbycard.paths import HOME

_TESTS = options.PREFIX + "TEST_"


class FromEnvironment(NamedTuple):
    """What the environment says."""

    tree: Tree
    variables: dict[str, str]
    """The variable behind each dotted name."""
    problems: list[Problem]


def read(env: Mapping[str, str]) -> FromEnvironment:
    """Every setting in the environment, sorted so that a single value comes after the whole mapping it belongs to."""
    found = FromEnvironment({}, {}, [])
    for variable in sorted(_candidates(env)):
        key = _key(variable)
        target = options.find(key)
        if target is None:
            found.problems.append(Problem(variable, "there is no such setting", _nearest_variable(key)))
        else:
            full = (*target.option.path, target.entry) if target.entry else target.option.path
            _put(found.tree, full, target.option.parsed(env[variable], target.entry))
            found.variables[key] = variable
    return found


def merged(below: Tree, above: Tree) -> Tree:
    """Both, the second one winning; a wrong value in the place of a section is left for validation to find."""
    both = dict(below)
    for name, value in above.items():
        under = both.get(name)
        if isinstance(value, dict) and isinstance(under, dict):
            both[name] = merged(under, value)
        elif not isinstance(value, dict) or under is None:
            both[name] = value
    return both


def _candidates(env: Mapping[str, str]) -> Iterator[str]:
    """Without two underscores it is somebody else's (Kubernetes sets LOBBYCARD_PORT), or ours with a slip."""
    ours = [variable for variable in env if variable.startswith(options.PREFIX)]
    if not ours:
        return
    slips = _slips()
    for variable in ours:
        if variable == HOME or variable.startswith(_TESTS):
            continue
        if "__" in variable or variable in slips:
            yield variable


def _slips() -> dict[str, str]:
    """What is easily written in place of a variable: one underscore for two, or a provider without its section."""
    found: dict[str, str] = {}
    for option in options.by_key().values():
        names = option.variable.removeprefix(options.PREFIX).split("__")
        for start in range(len(names) - 1):
            found.setdefault(options.PREFIX + "_".join(names[start:]), option.variable)
    return found


def _key(variable: str) -> str:
    return variable.removeprefix(options.PREFIX).lower().replace("__", ".")


def _nearest_variable(key: str) -> str:
    slip = _slips().get(options.PREFIX + key.upper().replace(".", "_"))
    if slip:
        return slip
    name = options.nearest(key)
    return options.PREFIX + name.upper().replace(".", "__") if name else ""


def _put(tree: Tree, path: tuple[str, ...], value: object) -> None:
    node = tree
    for name in path[:-1]:
        below = node.setdefault(name, {})
        if not isinstance(below, dict):
            return
        node = below
    node[path[-1]] = value
