"""Which folders the kernel watches for this process."""

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_WATCH = re.compile(r"^inotify wd:\w+ ino:(\w+)", re.MULTILINE)


async def until_watched(*roots: Path) -> None:
    """Wait until what happens in these folders, and in all below them, is heard."""
    if not sys.platform.startswith("linux"):
        await asyncio.sleep(1)
        return
    async with asyncio.timeout(60):
        while not {os.stat(folder).st_ino for root in roots for folder, _, _ in os.walk(root)} <= set(_watched()):
            await asyncio.sleep(0.02)


def _watched() -> Iterator[int]:
    for entry in os.listdir("/proc/self/fdinfo"):
        with suppress(OSError):  # closed meanwhile
            yield from (int(inode, 16) for inode in _WATCH.findall(Path("/proc/self/fdinfo", entry).read_text()))
