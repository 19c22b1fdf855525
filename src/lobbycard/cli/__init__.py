"""The command line: arguments in, lines or JSON out."""


def run(arguments: list[str]) -> int:
    """Carry out one command and return its exit code."""
    from lobbycard.cli.main import run as run_command

    return run_command(arguments)
