"""Where and how a plan is carried out."""

from dataclasses import dataclass

from lobbycard.model.operation import Operation
from lobbycard.organise.bins import Bin
from lobbycard.organise.journal import Checkpoint, Journal, go_on
from lobbycard.organise.ownership import Manner
from lobbycard.organise.plan import Step


@dataclass(frozen=True, slots=True)
class Site:
    """What outlives a plan: the library's bin, the journal, how new files are owned."""

    bin: Bin
    journal: Journal
    manner: Manner = Manner()
    is_kept: bool = True
    """False: what is replaced or deleted is gone (the bin is switched off)."""
    checkpoint: Checkpoint = go_on


@dataclass(frozen=True, slots=True)
class Prepared:
    """A step with its operation in the journal."""

    step: Step
    operation: Operation
