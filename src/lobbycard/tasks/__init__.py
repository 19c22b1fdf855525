"""One file per thing a user can ask for; where the features meet.

A request class `ScanLibrary` lives in `tasks/scan_library.py` beside the function that carries it out. Task modules
import heavy features (pictures, XML, HTTP) inside their functions: screens import them for their request classes.
The packages below hold what jobs are made of and what is answered without one; `following` says which job comes after
which, `upkeep` and `watching` what is started by the clock and by changes on disk.
"""

import re
from importlib import import_module
from importlib.util import find_spec

from lobbycard.jobs.registry import Task, Tasks


def module_of(name: str) -> str:
    """The module of a request class, by its name."""
    return f"{__name__}.{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}"


class LazyTasks(Tasks):
    """Finds a task by importing its module when it is first needed."""

    def get(self, name: str) -> Task | None:
        """The task of that name; None for a job of another version of the program."""
        found = super().get(name)
        if found is None and name.isidentifier() and find_spec(module_of(name)) is not None:
            import_module(module_of(name))
            found = super().get(name)
        return found


TASKS = LazyTasks()
task = TASKS.add
