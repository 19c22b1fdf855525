"""Find out which film or series an item is: by ids first, else by searching; a person is asked when it is not sure."""

from typing import TYPE_CHECKING

from lobbycard.errors import NotFound, ProviderError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.facts import AlternateTitle, Record
from lobbycard.model.kinds import Trigger
from lobbycard.model.preference import USER
from lobbycard.store import identity
from lobbycard.store.history import Change
from lobbycard.store.identity import Known, Proposal
from lobbycard.tasks import following, task
from lobbycard.tasks.providers import asking, searching

if TYPE_CHECKING:
    from lobbycard.providers.base import Provider
    from lobbycard.tasks.providers.searching import Found
    from lobbycard.tools import Tools

ALIKE, SAME = 0.5, 0.9
"""How alike the title behind an id has to be when no year speaks for or against it, and when one speaks against it."""
NEAR_YEARS = 1


class IdentifyItem(Request):
    """Find out what an item is."""

    item_id: int

    def title(self) -> str:
        """What the job list shows."""
        return "Identify"

    def item(self) -> int | None:
        """The item."""
        return self.item_id


@task(IdentifyItem)
async def run(tools: "Tools", job: JobContext, request: IdentifyItem) -> str:
    """Look, decide, write."""
    known = await tools.store.read(identity.known, request.item_id)
    if known.kind not in identity.IDENTIFIABLE:
        return "Seasons and episodes follow their series."
    if job.trigger is not Trigger.USER and not known.monitored:
        return "Not monitored: left alone."
    if job.trigger is not Trigger.USER and known.identified:
        return "Identified already."
    return await _Search(tools, job, known).carry_out()


class _Search:
    """One run."""

    def __init__(self, tools: "Tools", job: JobContext, known: Known) -> None:
        self.tools = tools
        self.job = job
        self.known = known
        self.failures: dict[str, ProviderError] = {}
        self.doubtful: list[Proposal] = []
        """What the ids led to, though name and year say otherwise."""

    async def carry_out(self) -> str:
        """The line for the job list."""
        known = self.known
        if known.ids and known.ids_source == USER and not known.identified:
            return await self._identified([], known.ids, "", "by your ids")
        if not asking.searching(self.tools, known.kind):
            await self.tools.store.write(identity.leave, known.id)
            why = asking.why_nobody(self.tools, known.kind)
            self.job.details = {"unasked": why}
            return why
        asking.require_there(asking.searching(self.tools, known.kind))
        self.job.progress(message=known.title)
        if known.ids and not known.identified and (record := await self._by_ids()) is not None:
            ids = {**record.facts.ids, **known.ids, record.provider: record.provider_id}
            reasons = (f"named by {_said_by(known)}", f"is “{record.facts.fields.get('title', '')}”")
            proposal = searching.proposal_of(record, reasons)
            return await self._identified([proposal], ids, record.provider, proposal.title)
        self.job.checkpoint()
        found = await searching.find(self.tools, known)
        self.failures |= found.failures
        return await self._settle(found)

    async def _by_ids(self) -> Record | None:
        """What the ids lead to, when name or year do not say otherwise."""
        wanted = asking.wanted(self.tools, self.known.kind, order=self.known.order)
        for provider in self._reachable():
            try:
                record = await provider.record(self.known.kind, self.known.ids, wanted)
            except NotFound:
                continue
            except ProviderError as error:
                self.failures[provider.label] = error
                continue
            if record is None:
                continue
            if is_plausible(self.known, record):
                return record
            reasons = (f"named by {_said_by(self.known)}, but neither title nor year fit",)
            self.doubtful.append(searching.proposal_of(record, reasons, 0.5, len(self.doubtful)))
            return None
        return None

    def _reachable(self) -> "list[Provider]":
        """Those that know titles and take one of the ids; a provider's own id first."""
        kind, ids = self.known.kind, self.known.ids
        able = [one for one in asking.searching(self.tools, kind) if set(one.accepts.get(kind, ())) & ids.keys()]
        return sorted(able, key=lambda one: one.accepts[kind][0] not in ids)

    async def _settle(self, found: "Found") -> str:
        from lobbycard.identify.match import Outcome

        decision = found.decision
        rows = searching.proposals(decision.candidates if decision else ())
        if decision is not None and decision.outcome is Outcome.IDENTIFIED and decision.best is not None:
            if self.known.identified:
                return await self._compare(rows)
            if not self.doubtful or _is_same(self.doubtful[0], rows[0]):
                ids = decision.best.ids
                return await self._identified(rows, ids, decision.best.hit.provider, rows[0].title)
        rows = self.doubtful + [row._replace(position=row.position + len(self.doubtful)) for row in rows]
        passes = asking.may_pass(self.failures)
        if not rows and self.failures and (passes or not found.answered or self.known.ids):
            await self._fail()
        reason = decision.reason if decision else "Nothing was found."
        if self.doubtful:
            reason = (
                f"The id in {_said_by(self.known)} leads to “{self.doubtful[0].title}”, which does not fit the name."
            )
        if not await self.tools.store.write(identity.ask, self.known, rows, reason):
            known = await self.tools.store.read(identity.known, self.known.id)
            return await _Search(self.tools, self.job, known).carry_out()
        if passes:
            raise asking.worst(self.failures)  # whoever is away may be sure: a person can choose meanwhile
        return self._with_note(f"Not sure: {reason}" if rows else "Nothing was found; say what it is.")

    async def _identified(self, rows: list[Proposal], ids: dict[str, str], source: str, name: str) -> str:
        change = Change(self.job.batch, self.job.actor, "identify")
        item_id, preference = self.known.id, self.tools.preference
        await self.tools.store.write(identity.identified, item_id, rows, ids, source, preference, change)
        await following.after_identify(self.tools, self.job, item_id)
        score = f", {rows[0].score:.0%} sure" if rows else ""
        year = f" ({rows[0].year})" if rows and rows[0].year else ""
        return self._with_note(f"Identified: {name}{year}{score}")

    async def _compare(self, rows: list[Proposal]) -> str:
        """The item is identified already: what was found is kept, what it is stays, unless a person says otherwise."""
        await self.tools.store.write(identity.keep_matches, self.known.id, self.known.kind, rows)
        if any(self.known.ids.get(row.provider) == row.provider_id for row in rows if row.position == 0):
            return f"It is still {rows[0].title}."
        return f"It may be {rows[0].title}; choose it if it is, nothing was changed."

    async def _fail(self) -> None:
        error = asking.worst(self.failures)
        await self.tools.store.write(identity.fail, self.known.id, asking.state_of(error), error.message)
        raise error

    def _with_note(self, text: str) -> str:
        return f"{text} ({asking.note(self.failures)})" if self.failures else text


def _said_by(known: Known) -> str:
    return {"nfo": "the NFO", "filename": "the name", USER: "you"}.get(known.ids_source, "its ids")


def _is_same(one: Proposal, other: Proposal) -> bool:
    return any(other.ids.get(name) == value for name, value in one.ids.items())


def is_plausible(known: Known, record: Record) -> bool:
    """Whether the thing behind an id can be what the files are called.

    Its year is near, whatever it is called there; or its title is alike, and where the years are far apart, the same.
    """
    if not known.titles and known.year is None:
        return True
    year = record.facts.fields.get("year")
    apart = abs(year - known.year) if isinstance(year, int) and known.year is not None else None
    if apart is not None and apart <= NEAR_YEARS:
        return True
    return _likeness(known, record) >= (ALIKE if apart is None else SAME)


def _likeness(known: Known, record: Record) -> float:
    """How alike the titles are at best, in all languages that are told."""
    from lobbycard.identify import titles_alike

    said = record.facts.fields
    others = said.get("alternate_titles") or ()
    theirs = [said.get("title"), said.get("original_title")]
    theirs += [one.title for one in others if isinstance(one, AlternateTitle)] if isinstance(others, tuple) else []
    theirs += [other.facts.fields.get("title") for other in record.others]
    pairs = [(mine, str(one)) for mine in known.titles for one in theirs if one]
    return max(
        (1.0 if titles_alike.is_main_part(*pair) else titles_alike.similarity(*pair) for pair in pairs), default=0.0
    )
