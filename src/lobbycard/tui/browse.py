"""Opens pages of the web, or shows their address where no browser can be reached."""

import os
from collections.abc import Mapping
from typing import Any

from textual.app import App

from lobbycard.tui import text


def can_open(environment: Mapping[str, str]) -> bool:
    """Whether a browser opened here is one that the person sees: not over ssh, not without a desktop."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")) or os.uname().sysname == "Darwin"


def open_page(app: App[Any], address: str) -> None:
    """Open it, or copy it and say so."""
    if can_open(os.environ):
        app.open_url(address)
        app.notify(text.clip(address, 200), title="Opened", markup=False)
        return
    app.copy_to_clipboard(address)
    said = f"{text.clip(address, 200)}\nIt was copied, where the terminal allows that."
    app.notify(said, title="Address", markup=False)
