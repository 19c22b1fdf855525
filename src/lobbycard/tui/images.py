"""Decides at the start how pictures are drawn, without ever holding up the first frame."""

from collections.abc import Mapping
from pathlib import Path

from lobbycard.tui.pictures import detect
from lobbycard.tui.pictures.capabilities import Capabilities, Choice, Protocol, color_count


def at_once(choice: Choice, environment: Mapping[str, str], memory: Path | None) -> Capabilities:
    """What is known now: what was asked for, or what this kind of terminal answered last time.

    A terminal that nobody knows gets half blocks and is asked when the screen is up.
    """
    if choice is not Choice.AUTO or environment.get("TMUX") or environment.get("STY"):
        return detect.detect(choice, environment, memory)
    recalled = detect.recall(memory, environment)
    if recalled is not None or environment.get("TERM", "") in detect.NEVER_ASK:
        return detect.detect(choice, environment, memory)
    return Capabilities(
        Protocol.HALFBLOCK, colors=color_count(environment), why="the terminal was not asked yet", sure=False
    )
