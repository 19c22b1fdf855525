"""`lobbycard doctor`: is everything as it must be? In plain words; 1 when something is wrong."""

import argparse
import json

from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.tasks.diagnosing import checking
from lobbycard.tasks.diagnosing.checking import Level

_SIGNS = {Level.OK: "ok   ", Level.NOTE: "note ", Level.WRONG: "WRONG"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _doctor(core, options))


async def _doctor(core: Core, options: argparse.Namespace) -> int:
    findings = await checking.check_all(core.tools)
    for finding in findings:
        if options.json:
            print(json.dumps(finding._asdict(), ensure_ascii=False))
            continue
        print(f"{_SIGNS[finding.level]}  {finding.subject}: {finding.message}")
        if finding.hint:
            print(f"       {finding.hint}")
    return 1 if any(finding.level is Level.WRONG for finding in findings) else 0
