"""A person says what an item is: by one of what was found, an id, or the address of a page."""

from typing import TYPE_CHECKING

from lobbycard.errors import NotFound, ProviderError, UsageError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.facts import Record
from lobbycard.model.kinds import Trigger
from lobbycard.store import identity
from lobbycard.store.history import Change
from lobbycard.store.identity import Known
from lobbycard.tasks import task
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.providers import asking, searching

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class PickIdentity(Request):
    """Make an item what a person says it is, and fetch everything anew."""

    item_id: int
    pasted: str = ""
    """An address or an id such as `tmdb:603` or `tt0017136`."""
    provider: str = ""
    provider_id: str = ""

    def title(self) -> str:
        """What the job list shows."""
        return f"Identify as {self.pasted or f'{self.provider} {self.provider_id}'}"

    def item(self) -> int | None:
        """The item."""
        return self.item_id


@task(PickIdentity)
async def run(tools: "Tools", job: JobContext, request: PickIdentity) -> str:
    """Look it up, take it over, enrich."""
    known = await tools.store.read(identity.known, request.item_id)
    if known.kind not in identity.IDENTIFIABLE:
        raise UsageError("Only films and series are identified; seasons and episodes follow their series.")
    ids = _ids(tools, known, request)
    record = await _record(tools, known, ids)
    ids |= {name: value for name, value in record.facts.ids.items() if name not in ids}
    ids[record.provider] = record.provider_id
    proposal = searching.proposal_of(record, ("chosen by you",))
    change = Change(job.batch, job.actor, "identify")
    await tools.store.write(identity.pick, known.id, [proposal], ids, change)
    await job.enqueue(EnrichItem(item_id=known.id), trigger=Trigger.USER, batch=job.batch)
    return f"It is {proposal.title}{f' ({proposal.year})' if proposal.year else ''} now."


def _ids(tools: "Tools", known: Known, request: PickIdentity) -> dict[str, str]:
    if request.provider and request.provider_id:
        return {request.provider: request.provider_id}
    pasted = tools.providers.from_url(request.pasted)
    if pasted is None:
        raise UsageError(
            f"“{request.pasted}” is not an address or id that is known.",
            "Paste the address of a page, an IMDb id (tt…), or provider and number (tmdb:603).",
        )
    if pasted.kind is not None and pasted.kind is not known.kind:
        raise UsageError(f"That is a {pasted.kind}, and this is a {known.kind}.")
    if pasted.source == "fanart":
        return {"tmdb" if known.kind == "movie" else "tvdb": pasted.value}
    return {pasted.source: pasted.value}


async def _record(tools: "Tools", known: Known, ids: dict[str, str]) -> Record:
    """What the first provider that knows these ids says; errors are raised only when nobody knows them."""
    wanted = asking.wanted(tools, known.kind, order=known.order)
    able = [one for one in asking.searching(tools, known.kind) if set(one.accepts.get(known.kind, ())) & ids.keys()]
    failures: dict[str, ProviderError] = {}
    for provider in sorted(able, key=lambda one: one.name not in ids):
        try:
            record = await provider.record(known.kind, ids, wanted)
        except NotFound:
            continue
        except ProviderError as error:
            failures[provider.label] = error
            continue
        if record is not None:
            return record
    if failures:
        raise asking.worst(failures)
    named = ", ".join(f"{name} {value}" for name, value in ids.items())
    if not able:
        raise UsageError(f"Nobody can be asked about {named}.", asking.why_nobody(tools, known.kind))
    hint = "Check the number, and whether it is a film or a series."
    raise NotFound(f"Nobody knows a {known.kind} with {named}.", hint)
