"""Whom to ask, and in which words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lobbycard.errors import Away, Denied, ProviderError, Temporary
from lobbycard.model.kinds import ItemKind, ItemState

if TYPE_CHECKING:
    from lobbycard.config import Settings
    from lobbycard.providers.base import Provider, Wanted
    from lobbycard.tools import Tools

ENGLISH = "en"


def has_key(settings: "Settings", name: str) -> bool:
    """Whether a provider that needs a key has one."""
    section = getattr(settings.providers, name, None)
    keys = [getattr(section, word, None) for word in ("api_key", "client_key")]
    return any(key is not None and key.get_secret_value().strip() for key in keys)


def _sorted(tools: "Tools", kind: ItemKind, providers: "Sequence[Provider]") -> "list[Provider]":
    by_name = {provider.name: provider for provider in providers}
    usable = [name for name, one in by_name.items() if not one.needs_key or has_key(tools.settings, name)]
    return [by_name[name] for name in tools.preference.sorted(kind, "", usable)]


def searching(tools: "Tools", kind: ItemKind) -> "list[Provider]":
    """Those that can be searched and have what they need, the preferred one first."""
    return _sorted(tools, kind, tools.providers.searching(kind))


def describing(tools: "Tools", kind: ItemKind) -> "list[Provider]":
    """Those that have records of this kind and what they need, the preferred one first."""
    return _sorted(tools, kind, tools.providers.describing(kind))


def why_nobody(tools: "Tools", kind: ItemKind) -> str:
    """Why nobody can be asked, and what to do."""
    lacking = [one.label for one in tools.providers.searching(kind) if one.needs_key]
    if not lacking:
        return "No provider is switched on. Switch one on in the settings."
    return f"Nobody can be asked: {' and '.join(lacking)} without a key. Give one in the settings (free of charge)."


def wanted(tools: "Tools", kind: ItemKind, *, order: str = "aired", refresh: bool = False) -> "Wanted":
    """In which words and numbers records are asked for."""
    from lobbycard.providers.base import Wanted

    general = tools.settings.general
    language, *others = general.language
    first = next(iter(describing(tools, kind)), None) if kind is ItemKind.SERIES else None
    return Wanted(
        language=language,
        fallback=others[0] if others else ENGLISH,
        country=general.country,
        order=order if order in {"aired", "dvd", "absolute"} else "aired",
        art_languages=tuple(others[1:]),
        numbers_from=first.name if first else "",
        refresh=refresh,
    )


def require_there(providers: "Sequence[Provider]") -> None:
    """Raise Away while all of these are left alone: thousands of jobs may wait for them, and none has to begin."""
    from lobbycard.providers.base import BreakerState

    told = [one.status() for one in providers]
    if told and all(one.state is BreakerState.OPEN for one in told):
        first = min(told, key=lambda one: one.until or 0.0)
        raise Away(first.label, first.last_error, retry_after=first.until or 1.0)


Failures = Mapping[str, ProviderError]
"""What went wrong, by the provider's label."""


def state_of(error: ProviderError) -> ItemState:
    """The state of an item about which nobody could be asked."""
    return ItemState.ERROR_NETWORK if isinstance(error, Temporary) else ItemState.ERROR_PROVIDER


def worst(failures: Failures) -> ProviderError:
    """The failure to show and raise: one that may pass when there is any, so that it is tried again."""
    by_hope = (Away, Temporary, Denied, ProviderError)
    return next(error for kind in by_hope for error in failures.values() if isinstance(error, kind))


def may_pass(failures: Failures) -> bool:
    """Whether somebody who could not be asked may be asked later."""
    return any(isinstance(error, Temporary) for error in failures.values())


def note(failures: Failures) -> str:
    """Who could not be asked, for the line in the job list."""
    return "; ".join(dict.fromkeys(error.message.rstrip(".") for error in failures.values()))
