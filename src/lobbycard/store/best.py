"""What a person prefers of all that the sources say; pure values."""

from collections.abc import Mapping
from typing import Any

from lobbycard.model import plain
from lobbycard.model.facts import Facts
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.kinds import ItemKind
from lobbycard.model.plain import Plain
from lobbycard.model.preference import Preference


def of_same_thing(sources: Mapping[str, Facts], ids: Mapping[str, str]) -> dict[str, Facts]:
    """Without the sources that speak of another thing than the one a person said it is (an old NFO does)."""
    return {
        source: facts
        for source, facts in sources.items()
        if all(str(ids.get(name, value)) == str(value) for name, value in facts.ids.items())
    }


def value(kind: ItemKind, info: FieldInfo, preference: Preference, sources: Mapping[str, Facts]) -> tuple[str, Plain]:
    """The value of the source that counts most, among those that say anything; unions take from all."""
    speaking = [source for source, facts in sources.items() if _says(facts, info)]
    ordered = preference.sorted(kind, info.name, speaking)
    if not ordered:
        return "", None
    if info.type is FieldType.IDS:
        ids: dict[str, str] = {}
        for source in reversed(ordered):
            ids.update(sources[source].ids)
        return ordered[0], ids
    if info.type is FieldType.RATINGS:
        return ordered[0], _all_ratings(info.name, [sources[source] for source in ordered])
    return ordered[0], plain.to_plain(info.name, sources[ordered[0]].fields[info.name])


def _says(facts: Facts, info: FieldInfo) -> bool:
    if info.type is FieldType.IDS:
        return bool(facts.ids)
    return facts.fields.get(info.name) not in (None, "", ())


def _all_ratings(name: str, ordered: list[Facts]) -> Plain:
    found: dict[str, dict[str, Any]] = {}
    for facts in ordered:
        for row in plain.to_plain(name, facts.fields[name]) or []:
            found.setdefault(row["source"], row)
    rows = list(found.values())
    default = next((row for row in rows if row.get("is_default")), rows[0] if rows else None)
    return [
        {key: value for key, value in row.items() if key != "is_default"}
        | ({"is_default": True} if row is default else {})
        for row in rows
    ]
