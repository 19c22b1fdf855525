"""Which episode of a provider is which of ours: by number, by date of airing, by counting through. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from lobbycard.model import titles
from lobbycard.model.facts import Part
from lobbycard.store.enriching import Episode, Slot

SAME_DATE_DAYS = 7
"""Providers that mean the same episode tell dates this near to each other."""
_DAY = timedelta(days=1)


def slots(parts: Iterable[Part]) -> dict[Slot, Part]:
    """The episodes among the parts, by season and number."""
    found: dict[Slot, Part] = {}
    for part in parts:
        if part.number is not None:
            found.setdefault(Slot(part.season, part.number), part)
    return found


def place(episodes: Sequence[Episode], known: Mapping[Slot, Part]) -> dict[int, Slot]:
    """Where each of our episodes belongs in a provider's numbering; those that it does not know are left out."""
    by_date, by_absolute = _by_date(known), _by_absolute(known)
    titled = _by_title(known) if any(_is_only_titled(episode) for episode in episodes) else {}
    placed: dict[int, Slot] = {}
    for episode in episodes:
        slot = _slot(episode, known, by_date, by_absolute)
        if slot is None and _is_only_titled(episode):
            slot = titled.get((episode.season, titles.clean_title(episode.title)))
        if slot is not None:
            placed[episode.id] = slot
    return placed


def _slot(
    episode: Episode,
    known: Mapping[Slot, Part],
    by_date: Mapping[str, Sequence[Slot]],
    by_absolute: Mapping[int, Slot],
) -> Slot | None:
    if episode.number is None:
        return _on_date(episode.aired, by_date)
    own = Slot(episode.season, episode.number)
    counts_through = episode.season == 1 and episode.number == episode.absolute
    if counts_through and episode.number in by_absolute:
        return by_absolute[episode.number]
    if own in known:
        return own
    return by_absolute.get(episode.absolute) if episode.absolute is not None else None


def _is_only_titled(episode: Episode) -> bool:
    """A special or a video of a year that has neither a number nor a day."""
    return episode.number is None and not episode.aired


def _by_title(known: Mapping[Slot, Part]) -> dict[tuple[int, str], Slot]:
    """Episodes by season and title, as far as no two of a season are called the same."""
    found: dict[tuple[int, str], list[Slot]] = defaultdict(list)
    for slot, part in known.items():
        found[slot.season, titles.clean_title(str(part.facts.fields.get("title") or ""))].append(slot)
    return {called: slots_[0] for called, slots_ in found.items() if called[1] and len(slots_) == 1}


def _by_date(known: Mapping[Slot, Part]) -> dict[str, list[Slot]]:
    found: dict[str, list[Slot]] = defaultdict(list)
    for slot, part in known.items():
        if aired := aired_of(part):
            found[aired].append(slot)
    return found


def _by_absolute(known: Mapping[Slot, Part]) -> dict[int, Slot]:
    found: dict[int, Slot] = {}
    for slot, part in known.items():
        absolute = part.absolute or part.facts.fields.get("absolute_number")
        if isinstance(absolute, int) and absolute > 0 and slot.season > 0:
            found.setdefault(absolute, slot)
    return found


def aired_of(part: Part) -> str:
    """When an episode was shown, or empty."""
    return str(part.facts.fields.get("aired") or "")


def _on_date(aired: str | None, by_date: Mapping[str, Sequence[Slot]]) -> Slot | None:
    """The one episode of a day; of the day before or after when there is none (recorded after midnight, elsewhere)."""
    if not aired:
        return None
    for day in _around(aired):
        regular = [slot for slot in by_date.get(day, ()) if slot.season > 0]
        slots_ = regular or list(by_date.get(day, ()))
        if len(slots_) == 1:
            return slots_[0]
        if slots_:
            return None
    return None


def _around(aired: str) -> list[str]:
    day = _date(aired)
    return [aired] if day is None else [aired, (day - _DAY).isoformat(), (day + _DAY).isoformat()]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def align(reference: Mapping[Slot, Part], other: Mapping[Slot, Part]) -> dict[Slot, Slot]:
    """For each of the reference's episodes, the slot of the same one at another provider.

    Numbers are believed as long as the dates agree; where they do not, the date decides, or nothing does.
    """
    by_date = _by_date(other)
    found: dict[Slot, Slot] = {}
    for slot, part in reference.items():
        theirs = other.get(slot)
        if theirs is not None and _dates_agree(part, theirs):
            found[slot] = slot
        elif (moved := _on_date(aired_of(part), by_date)) is not None and (moved.season > 0) == (slot.season > 0):
            found[slot] = moved
    return found


def _dates_agree(one: Part, other: Part) -> bool:
    left, right = _date(aired_of(one)), _date(aired_of(other))
    return left is None or right is None or abs((left - right).days) <= SAME_DATE_DAYS
