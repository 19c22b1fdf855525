"""Tries a provider's key before it is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.errors import AppError

if TYPE_CHECKING:
    from lobbycard.tools import Tools

NAMES = ("tmdb", "tvdb", "fanart", "tvmaze", "omdb")
"""The providers over the network, in the order in which screens show them."""


class Answer(NamedTuple):
    """What a provider said."""

    ok: bool
    message: str
    hint: str = ""


async def try_key(tools: "Tools", name: str, secrets: Mapping[str, str] | None = None) -> Answer:
    """Ask a provider one cheap question, with these secrets in the place of those that are set."""
    from lobbycard.providers.registry import open_providers
    from lobbycard.providers.transport import Shared
    from lobbycard.tools import USER_AGENT

    said, kept = secrets or {}, tools.provider_sections[name]
    section = replace(
        kept,
        enabled=True,
        api_key=said.get("api_key", kept.api_key),
        pin=said.get("pin", kept.pin),
        client_key=said.get("client_key", kept.client_key),
    )
    opened = open_providers({name: section}, Shared(in_thread=tools.in_thread, user_agent=USER_AGENT))
    try:
        provider = opened.by_name[name]
        if provider.needs_key and not (section.api_key or section.client_key):
            return Answer(False, f"{provider.label} has no key yet.")
        result = await provider.check()
    except AppError as error:
        return Answer(False, error.message, error.hint)
    finally:
        await opened.close()
    return Answer(result.ok, result.message, result.hint)
