"""The pages of rules: how artwork is chosen, and what an item needs to be complete."""

from lobbycard.core import Core
from lobbycard.events import Topic
from lobbycard.model import fields
from lobbycard.model.artwork import AssetRule
from lobbycard.model.fields import ARTWORK, picture_label
from lobbycard.model.kinds import ASSET_TYPES, AssetType, ItemKind
from lobbycard.model.typed import whole
from lobbycard.store import asset_rules, libraries
from lobbycard.store.asset_rules import RuleKey
from lobbycard.tasks.pictures import ranking
from lobbycard.tasks.rescore_library import RescoreLibrary
from lobbycard.tui.roles import FAINT, PLAIN, QUIET
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.settings.page import Asker, Entry, Page, heading

KINDS = {
    ItemKind.MOVIE: "Films",
    ItemKind.SERIES: "Series",
    ItemKind.SEASON: "Seasons",
    ItemKind.EPISODE: "Episodes",
    ItemKind.SET: "Sets",
    ItemKind.PERSON: "People",
}
SCOPE = "scope"
_DOC = "How many, how large, in which languages and from whom, and what counts how much. Taken back with z."


class RulesPage(Page):
    """A rule for each type of each kind; for all libraries or for one."""

    title = "Artwork rules"
    doc = _DOC
    topics = frozenset({Topic.RULE, Topic.LIBRARY})

    def __init__(self, core: Core, asker: Asker) -> None:
        super().__init__(core, asker)
        self._library: int | None = None

    async def entries(self) -> list[Entry]:
        """The libraries they are for, then kind by kind."""
        rules = await self.core.store.read(asset_rules.everything)
        names = {library.id: library.name for library in await self.core.store.read(libraries.all_of)}
        if self._library not in names:
            self._library = None
        scope = "all libraries" if self._library is None else f"“{names[self._library]}”"
        doc = "Rules for one library come before those for all. Enter chooses."
        found = [Entry(SCOPE, "These are for", scope, doc=doc)]
        for kind, title in KINDS.items():
            found.append(heading(title))
            found += [self._entry(rules, kind, asset_type) for asset_type in ASSET_TYPES[kind]]
        return found

    def _entry(self, rules: asset_rules.Rules, kind: ItemKind, asset_type: AssetType) -> Entry:
        key = RuleKey(self._library, kind, asset_type)
        row = asset_rules.effective(rules, self._library, kind, asset_type)
        shown = row or ranking.as_row(kind, asset_type, self._library)
        is_own = key in rules
        whose = "this library" if is_own and self._library is not None else "all libraries" if row else "the default"
        return Entry(
            f"{kind}.{asset_type}",
            picture_label(asset_type),
            summary(shown),
            PLAIN if is_own else QUIET,
            _DOC,
            (("Rule of", whose), *facts(shown)),
            is_changed=is_own,
        )

    async def change(self, key: str) -> None:
        """In a form of its own."""
        if key == SCOPE:
            await self._choose_scope()
            return
        from lobbycard.tui.screens.edit_rule import EditRuleScreen

        place = self._key(key)
        rules = await self.core.store.read(asset_rules.everything)
        row = asset_rules.effective(rules, *place) or ranking.as_row(place.kind, place.asset_type)
        title = f"{picture_label(place.asset_type)} of {KINDS[place.kind].lower()}"
        if await self.asker.fill(EditRuleScreen(self.core, place, row, title)):
            await self._rescore(place)

    async def reset(self, key: str) -> None:
        """Back to the rule for all, or the default."""
        if key == SCOPE:
            self._library = None
            return
        await self.core.store.write(asset_rules.drop, self._key(key))
        await self._rescore(self._key(key))

    async def _rescore(self, place: RuleKey) -> None:
        await self.core.enqueue(RescoreLibrary(library_id=place.library_id, kind=place.kind))
        self.asker.tell("The candidates are scored anew in the background.")

    async def _choose_scope(self) -> None:
        known = await self.core.store.read(libraries.all_of)
        choices = [Choice("", "All libraries"), *(Choice(str(one.id), one.name) for one in known)]
        chosen = await self.asker.choose("Rules for", choices, str(self._library or ""))
        if chosen is not None:
            self._library = int(chosen) if chosen else None

    def _key(self, key: str) -> RuleKey:
        kind, _, asset_type = key.partition(".")
        return RuleKey(self._library, ItemKind(kind), AssetType(asset_type))


def summary(rule: AssetRule) -> str:
    """A rule in a line."""
    if not rule.enabled or not rule.max_count:
        return "none"
    count = str(rule.max_count) if rule.min_count == rule.max_count else f"{rule.min_count}–{rule.max_count}"
    parts = [count]
    if rule.min_width or rule.min_height:
        parts.append(f"≥ {rule.min_width}×{rule.min_height}")
    if rule.languages:
        parts.append(", ".join(rule.languages))
    return "   ".join(parts)


def facts(rule: AssetRule) -> tuple[tuple[str, str], ...]:
    """A rule in full."""
    weights = (
        f"size {rule.weight_resolution:g}, votes {rule.weight_votes:g}, "
        f"language {rule.weight_language:g}, provider {rule.weight_provider:g}"
    )
    shape = f"{rule.aspect:.2f} : 1, give or take {rule.aspect_tolerance:.0%}" if rule.aspect else "any"
    return (
        ("How many", f"at least {rule.min_count}, at most {rule.max_count}"),
        ("Size", f"at least {rule.min_width} × {rule.min_height}"),
        ("Shape", shape),
        ("Languages", ", ".join(rule.languages) or "the general ones"),
        ("Providers", ", ".join(rule.providers) or "any"),
        ("Weights", weights),
        ("Alike from", f"{rule.similarity:.0%}"),
    )  # fmt: skip


class CompletenessPage(Page):
    """Fields and pictures that an item of a kind must have."""

    title = "Completeness"
    doc = "What an item must have to be complete; what is missing is a gap. Taken back with z."
    topics = frozenset({Topic.RULE})

    async def entries(self) -> list[Entry]:
        """Kind by kind: what can be asked for, with what is."""
        rules = await self.core.store.read(asset_rules.completeness)
        found: list[Entry] = []
        for kind, title in KINDS.items():
            rule = rules.get(kind)
            wanted, assets = (rule.fields, rule.assets) if rule else ([], {})
            count = len(wanted) + len(assets)
            found.append(heading(f"{title}  ({count} wanted)"))
            found += [self._picture(kind, one, assets.get(one, 0)) for one in ASSET_TYPES[kind]]
            for info in fields.of_kind(kind):
                if not info.name.startswith(ARTWORK):
                    found.append(self._field(kind, info, wanted=info.name in wanted))
        return found

    def _picture(self, kind: ItemKind, asset_type: AssetType, count: int) -> Entry:
        value = "not needed" if not count else "needed" if count == 1 else f"{count} needed"
        sign = "☑" if count else "☐"
        doc = f"How many pictures of this type a complete {kind} has; 0 is none."
        label = f"{sign} {picture_label(asset_type)}"
        return Entry(f"{kind}.{ARTWORK}{asset_type}", label, value, PLAIN if count else FAINT, doc)

    def _field(self, kind: ItemKind, info: fields.FieldInfo, *, wanted: bool) -> Entry:
        label, doc = f"{'☑' if wanted else '☐'} {info.label}", f"Whether a complete {kind} has this field."
        value, role = ("needed", PLAIN) if wanted else ("not needed", FAINT)
        return Entry(f"{kind}.{info.name}", label, value, role, doc)

    async def change(self, key: str) -> None:
        """A field is needed or not; of pictures, how many."""
        kind, name, wanted, assets = await self._rule(key)
        if not name.startswith(ARTWORK):
            names = [one for one in wanted if one != name] if name in wanted else [*wanted, name]
            await self.core.store.write(asset_rules.edit_completeness, kind, names, assets)
            return
        asset_type = name.removeprefix(ARTWORK)

        async def save(typed: str) -> None:
            new = {**assets, asset_type: whole(typed)}
            await self.core.store.write(asset_rules.edit_completeness, kind, wanted, new)

        title = f"How many: {picture_label(AssetType(asset_type)).lower()}"
        await self.asker.ask_checked(title, save, value=str(assets.get(asset_type, 0)), doc="0 is none.")

    async def reset(self, key: str) -> None:
        """It is not needed."""
        kind, name, wanted, assets = await self._rule(key)
        names = [one for one in wanted if one != name]
        left = {one: count for one, count in assets.items() if one != name.removeprefix(ARTWORK)}
        await self.core.store.write(asset_rules.edit_completeness, kind, names, left)

    async def _rule(self, key: str) -> tuple[ItemKind, str, list[str], dict[str, int]]:
        kind, _, name = key.partition(".")
        rule = (await self.core.store.read(asset_rules.completeness)).get(ItemKind(kind))
        return ItemKind(kind), name, list(rule.fields) if rule else [], dict(rule.assets) if rule else {}
