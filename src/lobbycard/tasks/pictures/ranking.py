"""Where rules and rows of the database meet the scoring of pictures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.model.artwork import AssetRule
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.model.scorable import Scorable
from lobbycard.store import artwork, asset_rules, choosing, fields
from lobbycard.store.artwork import CandidateRow
from lobbycard.store.choosing import Judge, Mark, Subject, Verdict

if TYPE_CHECKING:
    from sqlmodel import Session

    from lobbycard.assets.rules import Rule
    from lobbycard.tools import Tools

PARTS = ("resolution", "votes", "language", "provider")


def rule_of(kind: ItemKind, asset_type: AssetType, row: AssetRule | None) -> "Rule":
    """The rule by which pictures of a type are chosen: a person's, on top of what is sane."""
    from lobbycard.assets import rules

    default = rules.default(kind, asset_type)
    if row is None:
        return default
    return replace(
        default,
        min_count=row.min_count if row.enabled else 0,
        max_count=row.max_count if row.enabled else 0,
        min_width=row.min_width,
        min_height=row.min_height,
        aspect=row.aspect if row.aspect is not None else default.aspect,
        aspect_tolerance=row.aspect_tolerance,
        languages=tuple(row.languages),
        providers=tuple(row.providers) or default.providers,
        weights=rules.Weights(row.weight_resolution, row.weight_votes, row.weight_language, row.weight_provider),
        similarity=row.similarity,
    )


def most(kind: ItemKind, asset_type: AssetType, row: AssetRule | None) -> int:
    """How many pictures of a type an item gets."""
    return rule_of(kind, asset_type, row).max_count


def as_row(kind: ItemKind, asset_type: AssetType, library_id: int | None = None) -> AssetRule:
    """The default as a rule that a person can begin to change; not kept."""
    rule = rule_of(kind, asset_type, None)
    return AssetRule(
        library_id=library_id,
        kind=kind,
        asset_type=asset_type,
        min_count=rule.min_count,
        max_count=rule.max_count,
        min_width=rule.min_width,
        min_height=rule.min_height,
        aspect=rule.aspect,
        aspect_tolerance=rule.aspect_tolerance,
        languages=list(rule.languages),
        providers=list(rule.providers),
        weight_resolution=rule.weights.resolution,
        weight_votes=rule.weights.votes,
        weight_language=rule.weights.language,
        weight_provider=rule.weights.provider,
        similarity=rule.similarity,
    )


def judge(languages: Sequence[str]) -> Judge:
    """What scores and chooses, for `store.choosing.decide`; `languages` are the general ones of pictures."""
    from lobbycard.assets import choose
    from lobbycard.assets.rules import Context

    wanted = tuple(languages)
    known_rules: dict[tuple[ItemKind, AssetType, int | None], Rule] = {}

    @lru_cache(maxsize=64)
    def context(original: str) -> Context:
        return Context(original, wanted)

    def judged(subject: Subject, scorables: Sequence[Scorable]) -> Verdict:
        key = (subject.kind, subject.asset_type, subject.rule.id if subject.rule else None)
        rule = known_rules.get(key)
        if rule is None:
            rule = known_rules[key] = rule_of(subject.kind, subject.asset_type, subject.rule)
        choice = choose.choose(scorables, rule, context(subject.original_language), subject.is_locked)
        weights = rule.weights
        marks = [
            Mark(
                entry.candidate.key,
                entry.score.total,
                {name: round(100 * getattr(entry.score, name) * getattr(weights, name), 1) for name in PARTS},
                entry.score.excluded,
                entry.duplicate_of,
            )
            for entry in choice.ranked
        ]
        return Verdict(marks, [one.key for one in choice.selected], choice.missing)

    return judged


class Reason(NamedTuple):
    """One line of the explanation of a score."""

    name: str
    points: float
    most: float
    reason: str


def _explained(session: "Session", candidate_id: int) -> tuple[CandidateRow, ItemKind, AssetRule | None, str]:
    row = artwork.by_id(session, candidate_id)
    item = fields.item_by_id(session, row.item_id)
    rule = asset_rules.of(session, item.library_id, item.kind, row.asset_type)
    return row, item.kind, rule, choosing.original_language(session, item.id)


async def explain(tools: "Tools", candidate_id: int) -> list[Reason]:
    """Each part of a candidate's score, with its reason."""
    from lobbycard.assets import score
    from lobbycard.assets.rules import Context

    row, kind, rule, original = await tools.store.read(_explained, candidate_id)
    context: Context = Context(original, tools.settings.general.language)
    parts = score.explain(_scorable(row), rule_of(kind, row.asset_type, rule), context)
    return [Reason(*part) for part in parts]


def _scorable(row: CandidateRow) -> Scorable:
    return Scorable(
        row.id,
        row.provider,
        row.url,
        row.width,
        row.height,
        row.language,
        row.rating,
        row.votes,
        row.likes,
    )
