"""Processes of our own beside this one: for work that keeps a processor core busy, or that may hang or crash."""

import subprocess
import sys


def start(module: str) -> "subprocess.Popen[bytes]":
    """Python running one of our modules, which reads its input until it ends; it outlives no pipe and no ^C hits it."""
    # -P: files named like modules (json.py) in the folder in which somebody started us are not to be run.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
