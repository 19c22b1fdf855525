"""Fetch what all providers say of an item and have for it, and merge it under the locks."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lobbycard.errors import Away, NotFound, ProviderError
from lobbycard.jobs.context import Cancelled, JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.facts import Facts, Offer, Part, Record
from lobbycard.model.kinds import ItemKind, ItemState, Trigger
from lobbycard.store import blobs, enriching, identity, items
from lobbycard.store.enriching import Below, Portion, Slot, Taken
from lobbycard.store.history import Change
from lobbycard.store.identity import Known
from lobbycard.store.sources import Said
from lobbycard.tasks import following, task
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.providers import asking, numbering

if TYPE_CHECKING:
    from lobbycard.providers.base import Provider, Wanted
    from lobbycard.tools import Tools

PORTION = 40
"""Items in one transaction: a series of a thousand episodes must not keep everybody else from writing."""


class EnrichItem(Request):
    """Fetch metadata and offers of artwork for an item."""

    item_id: int
    refresh: bool = False
    """Ask again though answers are young enough."""

    def title(self) -> str:
        """What the job list shows."""
        return "Refresh metadata" if self.refresh else "Fetch metadata"

    def item(self) -> int | None:
        """The item."""
        return self.item_id


@task(EnrichItem)
async def run(tools: "Tools", job: JobContext, request: EnrichItem) -> str:
    """Ask, place, write."""
    known = await tools.store.read(identity.known, request.item_id)
    if known.kind in (ItemKind.SEASON, ItemKind.EPISODE) and known.parent_id is not None:
        await job.enqueue(EnrichItem(item_id=known.parent_id, refresh=request.refresh), trigger=job.trigger)
        return "Comes with its series."
    if job.trigger is not Trigger.USER and not known.monitored:
        return "Not monitored: left alone."
    if known.kind in identity.IDENTIFIABLE and not known.identified:
        if known.state is ItemState.NEEDS_IDENTIFICATION:
            return "It has to be chosen first what it is."
        await job.enqueue(IdentifyItem(item_id=known.id), trigger=job.trigger)
        return "It has to be identified first."
    if not known.ids:
        return "Nobody can be asked: it has no id at any provider."
    if request.refresh and job.trigger is Trigger.USER:
        await tools.store.write(blobs.forgive, await tools.store.read(items.family, [known.id]))
    try:
        return await _Enriching(tools, job, known, request.refresh).carry_out()
    except (asyncio.CancelledError, Cancelled):
        await tools.store.write(identity.interrupted, known.id)
        raise


@dataclass(slots=True)
class Answers:
    """What the providers answered."""

    records: list[Record] = field(default_factory=list)
    """The preferred provider's first."""
    failures: dict[str, ProviderError] = field(default_factory=dict)
    lacks_first: bool = False
    """Whether the most preferred of all that were asked is away: the others have but the rest."""


async def ask_all(tools: "Tools", kind: ItemKind, ids: dict[str, str], wanted: "Wanted") -> Answers:
    """The records of all who can be reached: ids of one lead to others. A lookup by a foreign id is the last resort."""
    answers = Answers()
    providers = waiting = asking.describing(tools, kind)
    order = [provider.name for provider in providers]
    ids = dict(ids)
    while able := [one for one in waiting if set(one.accepts[kind]) & ids.keys()]:
        sure = [one for one in able if one.accepts[kind][0] in ids]
        asked = sure or able[:1]
        waiting = [one for one in waiting if one not in asked]
        replies = await asyncio.gather(*(one.record(kind, ids, wanted) for one in asked), return_exceptions=True)
        for provider, reply in zip(asked, replies, strict=True):
            _take_reply(answers, provider, reply)
        for record in answers.records:
            for name, value in {record.provider: record.provider_id, **record.facts.ids}.items():
                if value:
                    ids.setdefault(name, value)
    answers.records.sort(key=lambda record: order.index(record.provider))
    first = next((one for one in providers if one not in waiting), None)
    answers.lacks_first = first is not None and isinstance(answers.failures.get(first.label), Away)
    return answers


def _take_reply(answers: Answers, provider: "Provider", reply: Record | BaseException | None) -> None:
    if isinstance(reply, NotFound):
        return
    if isinstance(reply, ProviderError):
        answers.failures[provider.label] = reply
    elif isinstance(reply, BaseException):
        raise reply
    elif reply is not None:
        answers.records.append(reply)


class _Enriching:
    """One run."""

    def __init__(self, tools: "Tools", job: JobContext, known: Known, refresh: bool) -> None:
        self.tools = tools
        self.job = job
        self.known = known
        self.wanted = asking.wanted(tools, known.kind, order=known.order, refresh=refresh)
        self.change = Change(job.batch, job.actor, "enrich")

    async def carry_out(self) -> str:
        """The line for the job list."""
        self.job.progress(message=self.known.title)
        await self.tools.store.write(identity.begin_enriching, self.known.id)
        answers = await ask_all(self.tools, self.known.kind, self.known.ids, self.wanted)
        if answers.records and await self._are_old(answers.records):
            self.wanted = replace(self.wanted, refresh=True)
            answers = await ask_all(self.tools, self.known.kind, self.known.ids, self.wanted)
        if not answers.records or (answers.lacks_first and not self.known.enriched):
            return await self._nothing(answers)
        self.job.checkpoint()
        note = asking.note(answers.failures) or None
        taken = await self._take(answers.records, note)
        await following.after_enrich(self.tools, self.job, self.known.id, taken.sets)
        names = ", ".join(dict.fromkeys(_label(self.tools, record.provider) for record in answers.records))
        told = f"{taken.fields} fields and {taken.pictures} new pictures from {names}"
        return f"{told}; without {', '.join(answers.failures)}: {note}" if note else told

    async def _are_old(self, records: Sequence[Record]) -> bool:
        """Whether we have an episode that came since the answers were kept: they are asked for anew then."""
        if self.known.kind is not ItemKind.SERIES or not self.known.enriched or self.wanted.refresh:
            return False
        new = await self.tools.store.read(enriching.new_episodes, self.known.id)
        return bool(new) and len(numbering.place(new, numbering.slots(_reference(records).parts))) < len(new)

    async def _nothing(self, answers: Answers) -> str:
        """Nobody had anything: because of failures, or because the ids lead nowhere any more."""
        write, item_id = self.tools.store.write, self.known.id
        if answers.failures:
            error = asking.worst(answers.failures)
            await write(identity.fail, item_id, asking.state_of(error), error.message)
            raise error
        named = ", ".join(f"{name} {value}" for name, value in self.known.ids.items())
        told = f"Nobody knows {named}."
        if not asking.describing(self.tools, self.known.kind):
            told = asking.why_nobody(self.tools, self.known.kind)
        await write(identity.fail, item_id, ItemState.ERROR_PROVIDER, told)
        return told

    async def _take(self, records: Sequence[Record], note: str | None) -> Taken:
        """Write it all: the item itself first, then what is below it in portions."""
        portions, end = [whole(self.known.id, records)], enriching.End(self.known.id, {}, None, note)
        if self.known.kind is ItemKind.SERIES and any(record.parts for record in records):
            below = await self._placed(records)
            rest = await self.tools.in_thread(parts_of, records, below)
            portions += split(rest)
            end = end._replace(**_counted(records, below))
        total = Taken(0, 0)
        for done, portion in enumerate(portions, 1):
            self.job.checkpoint()
            if len(portions) > 1:
                self.job.progress(done, len(portions), self.known.title)
            last = end if done == len(portions) else None
            taken = await self.tools.store.write(enriching.take, portion, self.tools.preference, self.change, last)
            total = Taken(total.fields + taken.fields, total.pictures + taken.pictures, taken.sets)
        return total

    async def _placed(self, records: Sequence[Record]) -> Below:
        """Our seasons and episodes, after those were moved of which the preferred provider knows the right place."""
        below = await self.tools.store.read(enriching.below, self.known.id)
        known = numbering.slots(_reference(records).parts)
        places = numbering.place(below.episodes, known)
        moves = {
            one.id: places[one.id]
            for one in below.episodes
            if one.id in places and places[one.id] != (one.season, one.number)
        }
        if not moves:
            return below
        grace = timedelta(days=self.tools.settings.deletion.grace_days)
        await self.tools.store.write(enriching.renumber, self.known.id, moves, self.change, grace)
        return await self.tools.store.read(enriching.below, self.known.id)


def _counted(records: Sequence[Record], below: Below) -> dict[str, Any]:
    """How many episodes the preferred provider knows, of each of our seasons and altogether."""
    known = numbering.slots(_reference(records).parts)
    numbers = Counter(slot.season for slot in known)
    counts = {item_id: numbers[number] for number, item_id in below.seasons.items() if numbers[number]}
    return {"counts": counts, "total": sum(slot.season > 0 for slot in known)}


def _label(tools: "Tools", name: str) -> str:
    provider = tools.providers.by_name.get(name)
    return provider.label if provider else name


def _reference(records: Sequence[Record]) -> Record:
    """Whose numbers count: the preferred provider's that has episodes."""
    return next((record for record in records if any(part.number is not None for part in record.parts)), records[0])


# --- from records to portions --------------------------------------------------------------------------------------


def whole(item_id: int, records: Iterable[Record]) -> Portion:
    """What is said of the item itself, and offered for it."""
    portion = Portion()
    for record in records:
        for one in (record, *record.others):
            if one.facts.fields or one.facts.ids:
                portion.said.append(Said(item_id, record.provider, one.language, record.provider_id, one.facts))
        own = [one for one in record.offers if one.season is None]
        portion.offers.setdefault(record.provider, {}).setdefault(item_id, []).extend(own)
    return portion


def parts_of(records: Sequence[Record], below: Below) -> Portion:
    """What is said of our seasons and episodes, and offered for them."""
    reference = numbering.slots(_reference(records).parts)
    portion = Portion()
    for record in records:
        theirs = numbering.slots(record.parts)
        same = {slot: slot for slot in theirs}
        if theirs and record is not _reference(records):
            same = numbering.align(reference, theirs) | {slot: slot for slot in theirs if slot not in reference}
        _add_seasons(portion, record, below)
        _add_episodes(portion, record, below, same)
    return portion


def _add_seasons(portion: Portion, record: Record, below: Below) -> None:
    offers = portion.offers.setdefault(record.provider, {})
    for item_id in below.seasons.values():
        offers.setdefault(item_id, [])
    for one in record.offers:
        if one.season in below.seasons:
            offers[below.seasons[one.season]].append(one)
    for said in (record, *record.others):
        for part in said.parts:
            season_id = below.seasons.get(part.season) if part.number is None else None
            if season_id is not None:
                _add(portion, record, said.language, season_id, part, offers[season_id] if said is record else None)


def _add_episodes(portion: Portion, record: Record, below: Below, same: dict[Slot, Slot]) -> None:
    offers = portion.offers.setdefault(record.provider, {})
    for said in (record, *record.others):
        theirs = numbering.slots(said.parts)
        for episode in below.episodes:
            slot = same.get(Slot(episode.season, episode.number)) if episode.number is not None else None
            part = theirs.get(slot) if slot is not None else None
            if part is not None:
                given = offers.setdefault(episode.id, []) if said is record else None
                _add(portion, record, said.language, episode.id, part, given)


def _add(portion: Portion, record: Record, language: str, item_id: int, part: Part, offers: list[Offer] | None) -> None:
    facts = part.facts
    if part.absolute and "absolute_number" not in facts.fields:
        facts = Facts({**facts.fields, "absolute_number": part.absolute}, facts.ids)
    if facts.fields or facts.ids:
        own_id = facts.ids.get(record.provider, "")
        portion.said.append(Said(item_id, record.provider, language, own_id, facts))
    if offers is not None:
        offers += part.offers


def split(portion: Portion) -> list[Portion]:
    """Portions of so many items."""
    ids = portion.item_ids
    said: dict[int, list[Said]] = {}
    for one in portion.said:
        said.setdefault(one.item_id, []).append(one)
    return [_only(portion, said, ids[start : start + PORTION]) for start in range(0, len(ids), PORTION)]


def _only(portion: Portion, said: dict[int, list[Said]], ids: Sequence[int]) -> Portion:
    kept = set(ids)
    offers = {
        provider: {item_id: listed for item_id, listed in by_item.items() if item_id in kept}
        for provider, by_item in portion.offers.items()
    }
    return Portion([one for item_id in ids for one in said.get(item_id, ())], {k: v for k, v in offers.items() if v})
