"""Terminals that vanish, as a dropped ssh connection or a closed window makes them."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.tui import terminal
from tests.tui.terminal import Terminal

PROGRAM = """
import signal, sys, threading
from pathlib import Path
from textual.app import App
from textual.widgets import Label
from lobbycard.tui import hangup

class Busy(App):
    turns = 0
    def compose(self):
        yield Label("ready")
    def on_mount(self):
        self.set_interval(0.02, self.turn)
        self.watch_terminal = hangup.watch(lambda: self.call_from_thread(self.exit), grace=float(sys.argv[2]))
    def turn(self):
        self.turns += 1
        self.query_one(Label).update("ready" + "x" * (self.turns % 30))

if sys.argv[3] == "ignore":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
app = Busy()
app.run()
if sys.argv[3] == "stuck":
    threading.Event().wait()
app.watch_terminal.stop()
Path(sys.argv[1]).write_text("ended cleanly")
"""


def start(far: Terminal, report: Path, *, grace: float = 20, how: str = "plain") -> None:
    far.run("-c", PROGRAM, str(report), str(grace), how)
    far.wait_for(b"readyx")


def test_a_program_whose_terminal_vanishes_ends_cleanly(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        start(far, tmp_path / "report")
        far.hang_up()
        assert far.process is not None
        assert far.process.wait(30) == 0
    assert (tmp_path / "report").read_text() == "ended cleanly"


def test_sighup_ends_it_cleanly_too(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        start(far, tmp_path / "report")
        assert far.process is not None
        far.process.send_signal(signal.SIGHUP)
        assert far.process.wait(30) == 0
    assert (tmp_path / "report").exists()


def test_one_that_does_not_end_by_itself_is_ended(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        start(far, tmp_path / "report", grace=0.5, how="stuck")
        far.hang_up()
        assert far.process is not None
        assert far.process.wait(30) == 129
    assert not (tmp_path / "report").exists()


def test_watching_costs_nothing_and_ends_nothing_while_the_terminal_is_there(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN) as far:
        start(far, tmp_path / "report")
        time.sleep(2.5)
        assert far.process is not None
        assert far.process.poll() is None


@pytest.mark.parametrize("how", ["plain", "ignore"])
def test_it_ends_in_a_session_of_its_own_under_a_shell_that_dies_first(tmp_path: Path, how: str) -> None:
    with Terminal(terminal.PLAIN) as far:
        report = tmp_path / "report"
        launcher = (
            "import subprocess, sys; subprocess.Popen([sys.executable, '-c', *sys.argv[1:]]); "
            "import time; time.sleep(60)"
        )
        far.run("-c", launcher, PROGRAM, str(report), "20", how)
        far.wait_for(b"readyx")
        assert far.process is not None
        os.kill(far.process.pid, signal.SIGKILL)
        far.process.wait()
        time.sleep(0.3)
        far.hang_up()
        end = time.monotonic() + 30
        while not report.exists() and time.monotonic() < end:
            time.sleep(0.05)
    assert report.exists()
