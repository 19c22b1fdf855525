"""Which way of drawing pictures this terminal has.

What was asked for wins; then what the environment settles without a question (tmux, consoles); then what
this kind of terminal answered last time (asked again in the background); then a question with a short limit.
"""

import json
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path

from lobbycard.tui.pictures import questions
from lobbycard.tui.pictures.capabilities import Capabilities, Choice, Protocol, cell_size, color_count

log = logging.getLogger(__name__)

PLACEHOLDERS_SINCE = (0, 28)
"""The first kitty that draws pictures through text cells; older ones show boxes."""

NEVER_ASK = {"linux": "the Linux console", "dumb": "a dumb terminal", "": "an unknown terminal"}
"""Terminals without pictures that print questions instead of swallowing them."""

MEMORY_LIMIT = 32
"""Kinds of terminals remembered."""


def detect(
    choice: Choice,
    environment: Mapping[str, str],
    memory: Path | None = None,
    *,
    fd_in: int = 0,
    fd_out: int = 1,
    first_byte: float = 0.3,
) -> Capabilities:
    """How to draw pictures here. Call it before the screen takes the terminal."""
    settled = _without_a_question(choice, environment)
    if settled is None:
        recalled = recall(memory, environment)
        if recalled is not None:
            settled = from_answers(recalled, environment, sure=False)
        else:
            answers = questions.ask(fd_in, fd_out, first_byte=_patience(environment, first_byte))
            remember(memory, environment, answers)
            settled = from_answers(answers, environment, sure=answers.complete)
    return settled.with_cell(cell_size(fd_out))


def from_answers(answers: questions.Answers, environment: Mapping[str, str], *, sure: bool = True) -> Capabilities:
    """What a terminal that answered this is given."""
    protocol, why = _best(answers)
    if protocol is Protocol.HALFBLOCK and environment.get("NO_COLOR") is not None:
        why = "NO_COLOR is set"
    found = Capabilities(protocol, colors=color_count(environment), why=why, terminal=answers.name, sure=sure)
    return found.with_cell(answers.cell)


def _best(answers: questions.Answers) -> tuple[Protocol, str]:
    name = answers.name or "the terminal"
    if answers.kitty and _draws_placeholders(answers.name):
        return Protocol.KITTY, f"{name} has the Kitty protocol"
    if answers.sixel:
        return Protocol.SIXEL, f"{name} has Sixel"
    if answers.kitty:
        return Protocol.HALFBLOCK, f"{name} has a Kitty protocol without text placeholders (kitty before 0.28)"
    if answers.complete:
        return Protocol.HALFBLOCK, f"{name} has neither Kitty graphics nor Sixel"
    return Protocol.HALFBLOCK, "the terminal did not say what it can do"


def _draws_placeholders(name: str) -> bool:
    version = re.match(r"kitty\((\d+)\.(\d+)", name)
    if version:
        return (int(version[1]), int(version[2])) >= PLACEHOLDERS_SINCE
    return name.lower().startswith("ghostty")


def _without_a_question(choice: Choice, environment: Mapping[str, str]) -> Capabilities | None:
    """What is settled by the person or the environment."""
    colors = color_count(environment)
    term = environment.get("TERM", "")
    if choice is not Choice.AUTO:
        return Capabilities(Protocol(choice.value), colors=colors, why="asked for", terminal=_guess(environment))
    if environment.get("TMUX"):
        # tmux leaks questions into the pane's title, claims Sixel for terminals that have none, and with those that
        # have it keeps the last ten pictures: a row each, of which the others are lost when the window is drawn again.
        return Capabilities(Protocol.HALFBLOCK, colors=colors, why="inside tmux", terminal="tmux")
    if environment.get("STY") or term.startswith("screen"):
        return Capabilities(Protocol.HALFBLOCK, colors=colors, why="inside screen")
    if term in NEVER_ASK or environment.get("TERM_PROGRAM") == "Apple_Terminal":
        name = NEVER_ASK.get(term, "Apple Terminal")
        return Capabilities(Protocol.HALFBLOCK, colors=colors, why=f"{name} has no pictures")
    return None


def _guess(environment: Mapping[str, str]) -> str:
    return "kitty" if environment.get("TERM") == "xterm-kitty" else environment.get("TERM_PROGRAM", "")


def _patience(environment: Mapping[str, str], first_byte: float) -> float:
    """Longer for terminals that are known to answer but are slow while their window opens."""
    known = environment.get("TERM", "").startswith(("xterm-kitty", "xterm-ghostty", "foot")) or environment.get(
        "TERM_PROGRAM", ""
    ) in ("WezTerm", "ghostty", "iTerm.app", "rio")
    return max(first_byte, 1.0) if known else first_byte


def _kind(environment: Mapping[str, str]) -> str:
    """The terminal's name in the memory: what tells kinds of terminals apart."""
    names = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LC_TERMINAL", "VTE_VERSION", "COLORTERM")
    told = [environment.get(name, "") for name in names]
    flags = [str(int(name in environment)) for name in ("KITTY_WINDOW_ID", "SSH_CONNECTION", "XTERM_VERSION")]
    return "|".join(told + flags)


def recall(memory: Path | None, environment: Mapping[str, str]) -> questions.Answers | None:
    """What this kind of terminal answered last time."""
    entry = _read_memory(memory).get(_kind(environment))
    if not isinstance(entry, dict):
        return None
    cell = entry.get("cell")
    known_cell = isinstance(cell, list) and len(cell) == 2 and all(isinstance(n, int) and 2 <= n <= 200 for n in cell)
    return questions.Answers(
        kitty=entry.get("kitty") is True,
        sixel=entry.get("sixel") is True,
        name=str(entry.get("name", ""))[:60],
        cell=(cell[0], cell[1]) if isinstance(cell, list) and known_cell else None,
        complete=True,
    )


def remember(memory: Path | None, environment: Mapping[str, str], answers: questions.Answers) -> None:
    """Keep complete answers for the next start; a memory that cannot be written is no reason to stop."""
    if memory is None or not answers.complete:
        return
    entries = _read_memory(memory)
    entries.pop(_kind(environment), None)
    entries[_kind(environment)] = answers._asdict()
    recent = dict(list(entries.items())[-MEMORY_LIMIT:])
    beside = memory.with_name(memory.name + ".new")
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(recent, indent=1), encoding="utf-8")
        os.replace(beside, memory)
    except OSError as error:
        log.debug("could not remember the terminal's answers: %s", error)


def _read_memory(memory: Path | None) -> dict[str, object]:
    try:
        entries = json.loads(memory.read_text(encoding="utf-8")) if memory else {}
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}
