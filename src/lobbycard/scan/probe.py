"""Probe media files in processes of their own, and recognise files by a quick hash.

A probe can hang where no time-out of FFmpeg helps (a read from a dead FUSE or NFS mount waits in the kernel), and a
damaged file can make native code crash. So `Prober` keeps a few worker processes: one that takes too long is killed
and left behind, one that dies is replaced; both cost one file, not the scan. Starting a worker takes about 0.15 s,
once; the way through the pipe about 0.1 ms a file.
"""

import hashlib
import json
import os
import queue
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from lobbycard.errors import FileError
from lobbycard.scan import discs, extensions, media, workers
from lobbycard.scan.media import MediaInfo, ProbeError

TIMEOUT = 45.0
"""Seconds for one file; a slow disk that has to spin up needs ten."""
_TITLES = (".vob", ".m2ts", ".mts", ".ssif", ".evo")
SLICE = 65_536
"""Bytes that the quick hash reads at the start, in the middle and at the end."""


def quick_hash(path: str) -> str:
    """A mark that a file keeps when it is moved or renamed: its size and 192 kB of it."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with open(path, "rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(size.to_bytes(8, "big"))
            for start in sorted({0, max(0, size // 2 - SLICE // 2), max(0, size - SLICE)}):
                file.seek(start)
                digest.update(file.read(SLICE))
    except (OSError, ValueError) as error:
        name = os.path.basename(path).encode("utf-8", "replace").decode()
        raise FileError(f"{name} could not be read.") from error
    return digest.hexdigest()


def main_file(path: str) -> str | None:
    """The file to probe for a video: itself, a disc's largest title; None for stubs and empty discs."""
    if extensions.of(path) in extensions.STUBS:
        return None
    if os.path.isdir(path):
        return next(filter(None, (_largest(folder, _TITLES) for folder in _disc_folders(path))), None)
    name = os.path.basename(path).lower()
    if name == "video_ts.ifo":
        return _largest(os.path.dirname(path), _TITLES)
    if name == "index.bdmv":
        return _largest(_inner(os.path.dirname(path), "stream"), _TITLES)
    return path


def _disc_folders(path: str) -> tuple[str, ...]:
    """Where the titles lie in a film's folder, a disc's or in that of its streams."""
    blu_ray = _inner(path, "bdmv")
    return path, _inner(path, "video_ts"), _inner(blu_ray, "stream"), _inner(path, "stream")


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _inner(folder: str, name: str) -> str:
    return os.path.join(folder, next((found for found in _names(folder) if found.lower() == name), name))


def _largest(folder: str, endings: tuple[str, ...]) -> str | None:
    sized = []
    for name in _names(folder):
        if name.lower().endswith(endings):
            with suppress(OSError):
                sized.append((os.path.getsize(os.path.join(folder, name)), os.path.join(folder, name)))
    return max(sized)[1] if sized else None


class Prober:
    """Some worker processes, started when they are first needed. May be used from several threads."""

    def __init__(self, workers: int = 2, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(_Worker())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def probe(self, path: str, timeout: float | None = None) -> MediaInfo:
        """The streams of a video, of a disc's main title; `ProbeError` says why there are none."""
        target = main_file(path)
        if target is None:
            name = os.path.basename(path).encode("utf-8", "replace").decode()
            raise ProbeError(f"{name} has no video in it.", "A .strm file or an empty disc is never probed.")
        with self._worker() as worker:
            return worker.ask(target, self.timeout if timeout is None else timeout)

    @contextmanager
    def _worker(self) -> "Iterator[_Worker]":
        worker = self._idle.get()
        try:
            yield worker
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End the idle workers."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().stop()


class _Worker:
    """One process that reads paths and answers with streams, a JSON line each."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._left_behind: list[subprocess.Popen[bytes]] = []

    def ask(self, path: str, timeout: float) -> MediaInfo:
        """The answer for one file."""
        name = os.path.basename(path).encode("utf-8", "replace").decode()
        process = self._running()
        deadline = time.monotonic() + timeout
        line = b""
        try:
            _send(process, path)
            while not line.endswith(b"\n"):
                piece = _receive(process, deadline)
                if piece is None:
                    self._abandon()
                    raise ProbeError(f"Reading {name} took longer than {timeout:g} seconds and was ended.")
                if not piece:
                    raise BrokenPipeError
                line += piece
        except OSError as error:
            self._abandon()
            raise ProbeError(f"{name} made the reader crash; it is damaged.") from error
        return _answer(json.loads(line))

    def _running(self) -> "subprocess.Popen[bytes]":
        self._left_behind = [process for process in self._left_behind if process.poll() is None]
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = workers.start("lobbycard.scan.probe_worker")
        return self._process

    def _abandon(self) -> None:
        """Kill the process without waiting: one that hangs in the kernel dies when its mount comes back."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _close_pipes(process)
            self._left_behind.append(process)

    def stop(self) -> None:
        """End the process; without input it ends by itself."""
        process, self._process = self._process, None
        if process is None:
            return
        _close_pipes(process)
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            self._left_behind.append(process)


def _close_pipes(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _send(process: "subprocess.Popen[bytes]", path: str) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(path).encode() + b"\n")
    process.stdin.flush()


def _receive(process: "subprocess.Popen[bytes]", deadline: float) -> bytes | None:
    """Some bytes; empty at the end of the pipe, None when the time is up."""
    assert process.stdout is not None
    left = deadline - time.monotonic()
    poll = select.poll()
    poll.register(process.stdout.fileno(), select.POLLIN | select.POLLHUP)
    if left <= 0 or not poll.poll(left * 1000):
        return None
    return os.read(process.stdout.fileno(), 1 << 20)


def _answer(raw: dict[str, Any]) -> MediaInfo:  # Any: JSON
    if "error" in raw:
        raise ProbeError(raw["error"])
    return media.from_json(raw)


def is_probed(path: str) -> bool:
    """Whether a video of this name is worth probing: stubs never, discs by their main title."""
    return not (extensions.of(path) in extensions.STUBS or discs.is_image(path))
