"""How an item stands, in words."""

from collections.abc import Sequence

from lobbycard.model.fields import FIELDS
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemState
from lobbycard.tui import columns, roles, text
from lobbycard.tui.columns import State

_SAID = {
    ItemState.DISCOVERED: "not looked up yet",
    ItemState.NEEDS_IDENTIFICATION: "which one is it?",
    ItemState.IDENTIFIED: "identified",
    ItemState.ENRICHING: "metadata is being fetched",
    ItemState.ENRICHED: "metadata fetched",
    ItemState.SELECTED: "ready to publish",
    ItemState.PUBLISHED: "published",
    ItemState.ERROR_PROVIDER: "a provider failed",
    ItemState.ERROR_NETWORK: "the network failed",
    ItemState.ERROR_FILE: "a file cannot be read",
}


def state_of(item: Item) -> tuple[State, str]:
    """The sign of an item's state and what it means."""
    if item.deleted_on is not None:
        return State("✗", "deleted", roles.BAD), f"deleted; purged on {item.deleted_on:%-d %b %Y}"
    if item.state is ItemState.PUBLISHED and item.has_unpublished_changes:
        return columns.CHANGED, "changed since it was published"
    return columns.STATES[item.state], _SAID[item.state]


def missing(gaps: Sequence[str]) -> str:
    """What an item lacks, by the names that people read."""
    return ", ".join(text.safe(FIELDS[name].label.lower() if name in FIELDS else name) for name in gaps)
