"""The page of libraries: their folders, and how much happens in them by itself."""

from typing import Any

from lobbycard.errors import UsageError
from lobbycard.events import Topic
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.model.library import Library
from lobbycard.model.typed import whole
from lobbycard.store import libraries
from lobbycard.tasks.libraries import folders
from lobbycard.tui import text
from lobbycard.tui.roles import FAINT, PLAIN, QUIET
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.settings.page import Entry, Page, heading

_STEPS = {
    "auto_identify": ("Identify by itself", "identify", "Find out which film or series it is."),
    "auto_enrich": ("Fetch by itself", "enrich", "Ask the providers for metadata and artwork."),
    "auto_select": ("Choose by itself", "select", "Choose artwork by the rules."),
    "auto_publish": ("Publish by itself", "publish", "Write NFO and artwork beside the files."),
}
_SWITCHES = {
    "enabled": ("Enabled", "Off: it is neither scanned nor published to, and nothing is forgotten."),
    "watch": ("Watch", "Look at folders as soon as something changes in them."),
    "scan_on_startup": ("Scan at start", "Look through it whenever the program starts."),
    "read_only": ("Read-only", "Curate, publish nowhere: nothing is ever written to this folder."),
    "restore_after_upgrade": (
        "Restore after upgrade",
        "Put our files back when a download manager's upgrade of a video removed them.",
    ),
}
_AUTOMATION = {
    Automation.MANUAL: ("Manual", "only what you ask for"),
    Automation.HYBRID: ("Hybrid", "all but publishing"),
    Automation.YOLO: ("Yolo", "publishing, too"),
}
_KINDS = {LibraryKind.MOVIE: "films", LibraryKind.TV: "series", LibraryKind.MUSIC: "music"}


class LibrariesPage(Page):
    """Kept in the database; every change can be taken back."""

    title = "Libraries"
    doc = "The folders that are curated. Changes here can be taken back with z."
    topics = frozenset({Topic.LIBRARY})
    adds = "a folder"
    can_remove = True

    async def entries(self) -> list[Entry]:
        """A heading and its properties for each."""
        known = await self.core.store.read(libraries.all_of)
        counts = await self.core.store.read(libraries.item_counts)
        found: list[Entry] = []
        for library in known:
            found += _entries(library, counts.get(library.id, 0))
        return found

    async def change(self, key: str) -> None:
        """By the editor that fits the property."""
        library, name = await self._library(key)
        if name in _SWITCHES:
            await self._update(library, name, not vars(library)[name])
        elif name in _STEPS:
            await self._change_step(library, name)
        elif name == "automation":
            choices = [Choice(word, label, said) for word, (label, said) in _AUTOMATION.items()]
            chosen = await self.asker.choose(f"What happens by itself in “{library.name}”", choices, library.automation)
            if chosen is not None:
                await self._update(library, name, Automation(chosen))
        else:
            await self._ask(library, name)

    async def _change_step(self, library: Library, name: str) -> None:
        label, step, _ = _STEPS[name]
        follows = library.model_copy(update={name: None}).does(step)
        choices = [
            Choice("", "As the automation says", "yes" if follows else "no"),
            Choice("yes", "Yes"),
            Choice("no", "No"),
        ]
        chosen = await self.asker.choose(label, choices, {None: "", True: "yes", False: "no"}[vars(library)[name]])
        if chosen is not None:
            await self._update(library, name, {"": None, "yes": True, "no": False}[chosen])

    async def _ask(self, library: Library, name: str) -> None:
        async def save(typed: str) -> None:
            await self._update(library, name, await self._value(name, typed.strip()))

        before = "" if vars(library)[name] is None else str(vars(library)[name])
        label, doc = _TYPED[name]
        await self.asker.ask_checked(f"{label} of “{library.name}”", save, value=before, doc=doc)

    async def _value(self, name: str, typed: str) -> Any:
        if name == "path":
            return await self.core.tools.in_thread(folders.checked, typed)
        if name == "auto_scan_interval":
            return whole(typed or "0") or None
        if not typed:
            raise UsageError("A library needs a name.")
        return typed

    async def reset(self, key: str) -> None:
        """To what a new library has."""
        library, name = await self._library(key)
        if name in {"name", "path"}:
            raise UsageError("This has no default.")
        await self._update(library, name, Library.model_fields[name].get_default(call_default_factory=True))

    async def add(self) -> None:
        """Add a folder and look what is in it."""
        from lobbycard.tasks.scan_library import ScanLibrary
        from lobbycard.tui.screens.add_library import AddLibraryScreen

        before = {library.id for library in await self.core.store.read(libraries.all_of)}
        await self.asker.fill(AddLibraryScreen(self.core))
        for library in await self.core.store.read(libraries.all_of):
            if library.id not in before:
                await self.core.enqueue(ScanLibrary(library_id=library.id))

    async def remove(self, key: str) -> None:
        """Forget a library; no file is touched."""
        from lobbycard.tasks.libraries import removing

        library, _ = await self._library(key)
        held = await self.core.store.read(libraries.holdings, library.id)
        lost = [text.plural(held.items, "item"), text.plural(held.locks, "lock")]
        lost.append(text.plural(held.choices, "chosen picture"))
        lines = [f"  {library.path}", f"  {', '.join(lost)}"]
        kept = "A copy of the database is kept first. To keep it all, switch the library off instead."
        note = f"No file is touched. {kept if self.core.store.is_sqlite else 'This cannot be taken back.'}"
        if await self.asker.confirm(f"Forget “{library.name}”?", lines, note=note, yes="Forget it", danger=True):
            await removing.remove(self.core.tools, library)

    async def _library(self, key: str) -> tuple[Library, str]:
        library_id, _, name = key.partition(".")
        return await self.core.store.read(libraries.by_id, int(library_id)), name

    async def _update(self, library: Library, name: str, value: object) -> None:
        await self.core.store.write(libraries.update, library.id, {name: value})


_TYPED = {
    "name": ("Name", "What it is called on the screens."),
    "path": ("Folder", "Where its files are. After a move of the whole folder: the new place."),
    "auto_scan_interval": ("Scan each", "Minutes between looks at the whole library; empty is never."),
}


def _entries(library: Library, count: int) -> list[Entry]:
    state = "" if library.accessible else "cannot be reached: is the disk mounted?"
    held = f"{text.number(library.absence_held)} files vanished at once and wait for your word" * bool(
        library.absence_held
    )
    facts = (
        ("Holds", f"{_KINDS[library.kind]}, {text.plural(count, 'item')}"),
        ("Scanned", f"{library.last_scanned_at.astimezone():%Y-%m-%d %H:%M}" if library.last_scanned_at else "not yet"),
        ("Free", f"{text.size(library.free_space or 0)} of {text.size(library.total_space or 0)}".removeprefix(" of ")),
    )

    def entry(name: str, label: str, value: str, doc: str, role: str = PLAIN, *, changed: bool = False) -> Entry:
        return Entry(f"{library.id}.{name}", label, value, role, doc, facts, changed)

    label, said = _AUTOMATION[library.automation]
    interval = f"{library.auto_scan_interval} min" if library.auto_scan_interval else "never"
    found = [
        heading(library.name),
        entry("name", "Name", library.name, _TYPED["name"][1]),
        entry("path", "Folder", library.path, _TYPED["path"][1])._replace(note=state or held),
        entry("automation", "Automation", f"{label}: {said}", "How much happens without being asked for."),
    ]
    for name, (title, step, doc) in _STEPS.items():
        own = vars(library)[name]
        value = "yes" if library.does(step) else "no"
        role = QUIET if own is None else PLAIN
        found.append(entry(name, title, value if own is not None else f"{value}, by automation", doc, role,
                           changed=own is not None))  # fmt: skip
    for name, (title, doc) in _SWITCHES.items():
        on = bool(vars(library)[name])
        default = bool(Library.model_fields[name].default)
        found.append(entry(name, title, "on" if on else "off", doc, PLAIN if on else QUIET, changed=on != default))
    role = PLAIN if library.auto_scan_interval else FAINT
    found.append(entry("auto_scan_interval", "Scan each", interval, _TYPED["auto_scan_interval"][1], role,
                       changed=bool(library.auto_scan_interval)))  # fmt: skip
    return found
