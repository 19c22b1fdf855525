"""Candidates as the picker shows them: filtered, near duplicates folded, and put into words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lobbycard.model.kinds import TEXTLESS, AssetType, SelectedBy
from lobbycard.store.artwork import CandidateRow

SHAPES: Mapping[AssetType, float] = {
    AssetType.POSTER: 2 / 3,
    AssetType.KEYART: 2 / 3,
    AssetType.PORTRAIT: 2 / 3,
    AssetType.FANART: 16 / 9,
    AssetType.LANDSCAPE: 16 / 9,
    AssetType.THUMB: 16 / 9,
    AssetType.CLEARART: 16 / 9,
    AssetType.BANNER: 1000 / 185,
    AssetType.CLEARLOGO: 800 / 310,
    AssetType.DISCART: 1.0,
    AssetType.CHARACTERART: 1.0,
    AssetType.TRAILER: 16 / 9,
}
"""Width by height of the room a type is given on the screen."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What of the candidates is shown."""

    languages: frozenset[str] = field(default_factory=frozenset)
    """Empty for all."""
    providers: frozenset[str] = field(default_factory=frozenset)
    min_width: int = 0
    only_usable: bool = False
    """Without what the rule leaves out."""

    @property
    def is_open(self) -> bool:
        """Nothing is held back."""
        return self == Sieve()

    def lets(self, row: CandidateRow) -> bool:
        """Whether a candidate is shown."""
        return (
            (not self.languages or row.language in self.languages)
            and (not self.providers or row.provider in self.providers)
            and (row.width or 0) >= self.min_width
            and not (self.only_usable and row.excluded)
        )

    def told(self) -> str:
        """The filter in words."""
        parts = []
        if self.languages:
            parts.append(" or ".join(sorted(language_name(code) for code in self.languages)))
        if self.providers:
            parts.append(" or ".join(sorted(self.providers)))
        if self.min_width:
            parts.append(f"≥ {self.min_width} px")
        if self.only_usable:
            parts.append("usable")
        return ", ".join(parts)


class Shown(NamedTuple):
    """A candidate in the grid."""

    row: CandidateRow
    folded: int = 0
    """So many near duplicates are hidden behind it."""
    is_copy: bool = False
    """It is one of those, unfolded."""


def shown(
    rows: Sequence[CandidateRow], sieve: Sieve, unfolded: Collection[int], *, with_rejected: bool = False
) -> list[Shown]:
    """What the grid shows, in order. What is chosen stands for itself, near duplicate or not."""
    passed = [row for row in rows if sieve.lets(row) and (with_rejected or row.is_selected or is_offered(row))]
    heads = _heads(passed)
    copies: dict[int, list[CandidateRow]] = {}
    for row in passed:
        if row.id not in heads and row.duplicate_of is not None:
            copies.setdefault(row.duplicate_of, []).append(row)
    found: list[Shown] = []
    for row in passed:
        if row.id not in heads:
            continue
        behind = copies.get(row.id, [])
        if row.id in unfolded:
            found += [Shown(row), *(Shown(copy, 0, True) for copy in behind)]
        else:
            found.append(Shown(row, len(behind)))
    return found


def _heads(rows: Sequence[CandidateRow]) -> set[int]:
    """Those that stand for themselves: not like a better one that is shown, or chosen."""
    there = {row.id for row in rows}
    return {row.id for row in rows if row.duplicate_of not in there or row.is_selected}


def is_offered(row: CandidateRow) -> bool:
    """It can be chosen."""
    return not row.is_rejected and not row.is_stale


def head_of(rows: Sequence[CandidateRow], candidate_id: int) -> int:
    """The candidate that stands for this one."""
    row = next((row for row in rows if row.id == candidate_id), None)
    return row.duplicate_of if row is not None and row.duplicate_of is not None else candidate_id


# --- in words ------------------------------------------------------------------------------------------------------


def language_name(code: str) -> str:
    """A language as the picker calls it."""
    return {TEXTLESS: "textless", "": "–"}.get(code, code)


def measure(row: CandidateRow) -> str:
    """Width and height."""
    return f"{row.width}×{row.height}" if row.width and row.height else "size unknown"


def votes(row: CandidateRow) -> str:
    """Rating and likes, as short as can be: `8.1/123 ♥12`."""
    said = []
    if row.rating is not None and row.rating > 0:
        said.append(f"★{row.rating:.1f}" + (f"/{row.votes}" if row.votes else ""))
    if row.likes and row.rating is None:
        said.append(f"♥{row.likes}")
    return " ".join(said)


def standing(row: CandidateRow) -> str:
    """Why it is not to be had, or what is particular about it; empty for most."""
    if row.is_rejected:
        return "rejected"
    if row.failure is not None:
        return "cannot be fetched"
    if row.is_stale:
        return "no longer offered"
    return row.excluded


def chosen_by(row: CandidateRow) -> str:
    """Who chose it."""
    return {SelectedBy.USER: "you", SelectedBy.LOCAL: "your files"}.get(row.selected_by or SelectedBy.AUTO, "the rules")


def facts(row: CandidateRow) -> list[str]:
    """All there is to say of a candidate, the most important first."""
    language = language_name(row.language) if row.language else "language unknown"
    said = [row.provider, language, measure(row), votes(row) or "no votes", f"score {row.score:.0f}"]
    if row.is_selected:
        said.append(f"chosen by {chosen_by(row)}")
    if row.is_rejected and row.reject_reason:
        said.append(f"rejected: {row.reject_reason}")
    elif standing(row):
        said.append(row.failure_message or standing(row))
    if row.disc_type:
        said.append(row.disc_type)
    if row.title:
        said.append(row.title)
    return said
