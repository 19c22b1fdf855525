"""Commands of the program, each in a process of its own.

Reading the program takes a second, its work mostly less: so one process reads it for a whole test run, and each command
is a fork of that one.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

Done = subprocess.CompletedProcess[str]


def run(home: Path, *words: str, cwd: Path | None = None, **environment: str) -> Done:
    """Carry out `lobbycard WORDS` with its folders below `home`; nobody answers its questions."""
    env = os.environ | {"LOBBYCARD_HOME": str(home)} | environment
    with tempfile.TemporaryDirectory() as folder:
        printed = [os.path.join(folder, name) for name in ("out", "err")]
        order = {"words": words, "env": env, "cwd": str(cwd or os.getcwd()), "printed": printed}
        forker = _forker()
        assert forker.stdin is not None
        assert forker.stdout is not None
        forker.stdin.write(json.dumps(order) + "\n")
        forker.stdin.flush()
        code = int(forker.stdout.readline())
        out, err = (Path(path).read_text("utf-8", "replace") for path in printed)
    return Done(list(words), code, out, err)


def close() -> None:
    """End the process that the commands were forked from."""
    if _forker.cache_info().currsize:
        _forker().communicate()
        _forker.cache_clear()


@cache
def _forker() -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.cli.commands"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _serve() -> int:
    """Fork a command for each order; in the fork, gives its exit code."""
    for order in sys.stdin:
        child = os.fork()
        if not child:
            return _carry_out(**json.loads(order))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
    return 0


def _carry_out(words: list[str], env: dict[str, str], cwd: str, printed: list[str]) -> int:
    from lobbycard.__main__ import main

    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for target, path in enumerate([os.devnull, *printed]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, target)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115  # as long as the program
        for number, mode in enumerate("rww")
    )
    sys.argv = ["lobbycard", *words]
    return main()


def _read_the_program() -> None:
    from lobbycard.cli.main import COMMANDS

    for name in ("once", *COMMANDS):
        import_module(f"lobbycard.cli.{name}")
    for name in ("core", "tasks.watching", "tasks.scanning.grouping_worker", "providers.registry"):
        import_module(f"lobbycard.{name}")
    gc.freeze()


if __name__ == "__main__":
    _read_the_program()
    sys.exit(_serve())
