"""Search the providers for what an item may be: by the plan for automation, or for a text that a person typed."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lobbycard.errors import NotFound, ProviderError
from lobbycard.model.facts import Hit, Record
from lobbycard.model.kinds import ItemKind
from lobbycard.store import identity
from lobbycard.store.identity import Known, Proposal
from lobbycard.tasks.providers import asking

if TYPE_CHECKING:
    from lobbycard.identify.match import Decision, MatchQuery, Scored
    from lobbycard.providers.base import Provider, Wanted
    from lobbycard.tools import Tools

MOST_DETAILS = 4
"""Hits of which everything is asked: what is chosen costs nothing by that, each rival a request."""
_NEAR = 0.2
MOST_PROPOSALS = 20


@dataclass(slots=True)
class Found:
    """What a search has come to."""

    hits: list[Hit] = field(default_factory=list)
    failures: dict[str, ProviderError] = field(default_factory=dict)
    decision: "Decision | None" = None
    answered: int = 0
    """Searches that were answered, with hits or without."""


def query_of(known: Known) -> "MatchQuery":
    """What is known of the files, as a query."""
    from lobbycard.identify.match import MatchQuery

    return MatchQuery(known.kind, known.titles, known.year, known.minutes, known.episodes).with_country()


async def find(tools: "Tools", known: Known) -> Found:
    """Search by title and year: the preferred provider first, all the others when that one is not sure."""
    from lobbycard.identify.match import Outcome

    wanted = asking.wanted(tools, known.kind, order=known.order)
    providers = asking.searching(tools, known.kind)
    found = Found()
    for group in (providers[:1], providers[1:]):
        if group:
            await _search_by_plan(group, known, wanted, found)
        if found.decision is not None and found.decision.outcome is Outcome.IDENTIFIED:
            break
    return found


async def _search_by_plan(providers: "Sequence[Provider]", known: Known, wanted: "Wanted", found: Found) -> None:
    from lobbycard.identify import match

    query = query_of(known)
    for text, year in match.queries(query):
        await _search(providers, known.kind, text, year, wanted, found)
        decision = match.decide(query, match.rank(query, found.hits))
        if match.is_settled(decision):
            break
        if all(one.label in found.failures for one in providers):
            break
    await _look_closer({one.name: one for one in providers}, query, wanted, found)


async def _search(
    providers: "Iterable[Provider]", kind: ItemKind, text: str, year: int | None, wanted: "Wanted", found: Found
) -> None:
    asked = [one for one in providers if one.label not in found.failures]
    replies = await asyncio.gather(*(one.search(kind, text, year, wanted) for one in asked), return_exceptions=True)
    for provider, reply in zip(asked, replies, strict=True):
        if isinstance(reply, NotFound):
            found.answered += 1
        elif isinstance(reply, ProviderError):
            found.failures[provider.label] = reply
        elif isinstance(reply, BaseException):
            raise reply
        else:
            found.answered += 1
            found.hits += reply


async def _look_closer(providers: "dict[str, Provider]", query: "MatchQuery", wanted: "Wanted", found: Found) -> None:
    """Ask for everything of the best and of what comes near it, until nothing better is left unasked."""
    from lobbycard.identify import match

    seen: set[tuple[str, str]] = set()
    for _ in range(MOST_DETAILS):
        ranked = match.rank(query, found.hits)
        rivals = [one for one in ranked[:3] if one.is_same_title or one.score >= ranked[0].score - _NEAR]
        if ranked and not ranked[0].is_same_title:
            # Found by a title that only its details tell: the search knew it, and the year is the same.
            rivals += [one for one in ranked if one.value("year") == 1.0][:1]
        hits = [_first_of(one, providers) for one in (*ranked[:1], *rivals)]
        fresh = {(hit.provider, hit.provider_id): hit for hit in hits if hit is not None}
        fresh = {key: hit for key, hit in fresh.items() if key not in seen and len(seen) < MOST_DETAILS}
        if not fresh:
            break
        seen |= fresh.keys()
        replies = await asyncio.gather(
            *(providers[hit.provider].detail(hit, wanted) for hit in fresh.values()), return_exceptions=True
        )
        for hit, reply in zip(fresh.values(), replies, strict=True):
            if isinstance(reply, Hit):
                found.hits.append(reply)
            elif isinstance(reply, NotFound):
                found.hits = [
                    one for one in found.hits if (one.provider, one.provider_id) != (hit.provider, hit.provider_id)
                ]
            elif isinstance(reply, ProviderError):
                found.failures[providers[hit.provider].label] = reply
            else:
                raise reply
    found.decision = match.decide(query, match.rank(query, found.hits))


def _first_of(scored: "Scored", providers: "dict[str, Provider]") -> Hit | None:
    return next((hit for hit in scored.hits if hit.provider in providers), None)


# --- as rows -------------------------------------------------------------------------------------------------------


def proposals(scored: "Sequence[Scored]") -> list[Proposal]:
    """What was found as rows to keep: each provider's entry of each thing, the best thing first."""
    rows: list[Proposal] = []
    for position, one in enumerate(scored[:MOST_PROPOSALS]):
        reasons = tuple(part.reason for part in one.evidence)
        rows += [_proposal(hit, min(1.0, one.score), reasons, one.ids, position) for hit in one.hits]
    return rows


def _proposal(hit: Hit, score: float, reasons: tuple[str, ...], ids: dict[str, str], position: int) -> Proposal:
    return Proposal(
        hit.provider,
        hit.provider_id,
        hit.title,
        hit.original_title,
        hit.year,
        hit.overview,
        hit.poster_url,
        hit.runtime,
        round(score, 4),
        reasons,
        {**ids, **hit.ids},
        position,
    )


def proposal_of(record: Record, reasons: tuple[str, ...], score: float = 1.0, position: int = 0) -> Proposal:
    """A record that an id led to, as a row to keep."""
    said = record.facts.fields
    poster = next((one.preview_url or one.url for one in record.offers if one.asset_type == "poster"), "")

    def number(name: str) -> int | None:
        value = said.get(name)
        return value if isinstance(value, int) else None

    return Proposal(
        record.provider,
        record.provider_id,
        str(said.get("title") or ""),
        str(said.get("original_title") or ""),
        number("year"),
        str(said.get("plot") or ""),
        poster,
        number("runtime"),
        score,
        reasons,
        {**record.facts.ids, record.provider: record.provider_id},
        position,
    )


# --- for the dialog ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """What one provider found; the dialog shows them side by side."""

    provider: str
    label: str
    hits: tuple[Proposal, ...] = ()
    error: str = ""


async def search(tools: "Tools", item_id: int, text: str, year: int | None = None) -> list[Column]:
    """Ask all providers for a text, without a job: each one's hits scored against the item's files, the best first."""
    from dataclasses import replace

    from lobbycard.identify import match

    known = await tools.store.read(identity.known, item_id)
    wanted = asking.wanted(tools, known.kind, order=known.order)
    query = replace(query_of(known), titles=(text,), year=year or known.year)

    async def column(provider: "Provider") -> Column:
        try:
            hits = await provider.search(known.kind, text, year, wanted)
        except NotFound:
            hits = []
        except ProviderError as error:
            return Column(provider.name, provider.label, error=str(error))
        return Column(provider.name, provider.label, tuple(proposals(match.rank(query, hits))))

    return list(await asyncio.gather(*(column(provider) for provider in asking.searching(tools, known.kind))))
