"""The rules by which artwork is chosen, and what an item needs to be complete."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.errors import UsageError
from lobbycard.events import Topic
from lobbycard.model import fields
from lobbycard.model.artwork import AssetRule, CompletenessRule
from lobbycard.model.facts import LARGEST
from lobbycard.model.item import Item
from lobbycard.model.kinds import ASSET_TYPES, AssetType, ItemKind
from lobbycard.store import history
from lobbycard.store.database import touched
from lobbycard.store.history import Change


class RuleKey(NamedTuple):
    """What a rule is for; without a library it holds for all that have none of their own."""

    library_id: int | None
    kind: ItemKind
    asset_type: AssetType


Rules = Mapping[RuleKey, AssetRule]


def everything(session: Session) -> Rules:
    """All rules that somebody made."""
    return {RuleKey(row.library_id, row.kind, row.asset_type): row for row in session.scalars(select(AssetRule))}


def effective(rules: Rules, library_id: int | None, kind: ItemKind, asset_type: AssetType) -> AssetRule | None:
    """The library's own rule, else the general one; None when nobody made any."""
    own = rules.get(RuleKey(library_id, kind, asset_type))
    return own if own is not None else rules.get(RuleKey(None, kind, asset_type))


def of(session: Session, library_id: int | None, kind: ItemKind, asset_type: AssetType) -> AssetRule | None:
    """The rule that holds; None means the default of `tasks.ranking`."""
    return effective(everything(session), library_id, kind, asset_type)


_EDITABLE = frozenset(AssetRule.model_fields) - {"id", "library_id", "kind", "asset_type"}
_WEIGHTS = ("weight_resolution", "weight_votes", "weight_language", "weight_provider")


def edit(session: Session, key: RuleKey, new: Mapping[str, Any], change: Change | None = None) -> str:
    """Make or change a rule. Gives the batch; items are scored anew by `RescoreLibrary`."""
    change = change or history.by_user("rule")
    row = everything(session).get(key)
    before = None if row is None else history.row_values(row)
    if row is None:
        row = AssetRule(library_id=key.library_id, kind=key.kind, asset_type=key.asset_type)
        session.add(row)
    for name, value in new.items():
        if name not in _EDITABLE:
            raise UsageError(f"A rule has no property “{name}”.", "Known: " + ", ".join(sorted(_EDITABLE)))
        setattr(row, name, value)
    _check(row)
    history.record_row(session, change, f"Changed the rule for {key.kind} {key.asset_type}", before, row, "asset_rule")
    touched(session, Topic.RULE)
    return change.batch


def _check(rule: AssetRule) -> None:
    if rule.asset_type not in ASSET_TYPES[rule.kind]:
        raise UsageError(f"A {rule.kind} has no {rule.asset_type}.")
    if not 0 <= rule.min_count <= rule.max_count:
        raise UsageError("At least must not be more than at most, nor negative.")
    if max(rule.max_count, rule.min_width, rule.min_height) > LARGEST:
        raise UsageError("This is too large a number.")
    weights = [getattr(rule, name) for name in _WEIGHTS]
    if min(weights) < 0 or not abs(sum(weights) - 1) < 0.001:
        raise UsageError(f"The weights must sum to 1, not {sum(weights):.2f}.")
    if not 0 < rule.similarity <= 1:
        raise UsageError("The similarity lies between 0 and 1.")
    if min(rule.min_width, rule.min_height) < 0 or (rule.aspect is not None and not 0 < rule.aspect < math.inf):
        raise UsageError("Sizes and shapes cannot be negative.")


def drop(session: Session, key: RuleKey, change: Change | None = None) -> str:
    """Go back to the default. Gives the batch."""
    change = change or history.by_user("rule")
    row = everything(session).get(key)
    if row is not None:
        before = history.row_values(row)
        session.delete(row)
        history.record_row(
            session, change, f"Dropped the rule for {key.kind} {key.asset_type}", before, None, "asset_rule"
        )
        touched(session, Topic.RULE)
    return change.batch


# --- completeness --------------------------------------------------------------------------------------------------


def completeness(session: Session) -> dict[ItemKind, CompletenessRule]:
    """What items of each kind must have."""
    return {row.kind: row for row in session.scalars(select(CompletenessRule))}


def edit_completeness(
    session: Session,
    kind: ItemKind,
    names: list[str],
    assets: Mapping[str, int],
    change: Change | None = None,
) -> str:
    """Say what items of a kind must have; all of them are looked at anew. Gives the batch."""
    change = change or history.by_user("rule")
    for name in names:
        if name not in fields.FIELDS or kind not in fields.FIELDS[name].kinds:
            raise UsageError(f"A {kind} has no field “{name}”.")
    for name, count in assets.items():
        if name not in ASSET_TYPES[kind] or count < 0:
            raise UsageError(f"A {kind} has no {name}." if count >= 0 else "A number cannot be negative.")
    row = session.get(CompletenessRule, kind)
    before = None if row is None else history.row_values(row)
    if row is None:
        row = CompletenessRule(kind=kind)
        session.add(row)
    row.fields, row.assets = list(names), {name: count for name, count in assets.items() if count}
    history.record_row(session, change, f"Changed what a complete {kind} has", before, row, "completeness_rule")
    touched(session, Topic.RULE)
    touched(session, Topic.ITEM, session.scalars(select(col(Item.id)).where(col(Item.kind) == kind)).all())
    return change.batch
