"""The page of keys: every binding, with the key it has now."""

from textual.dom import DOMNode

from lobbycard.core import Core
from lobbycard.tui import bindings, keys
from lobbycard.tui.bindings import Known
from lobbycard.tui.roles import ACCENT, PLAIN
from lobbycard.tui.settings import options
from lobbycard.tui.settings.page import Asker, Entry, Page, heading

SETTING = "general.keys"


class KeysPage(Page):
    """Kept in the configuration file, by the id of each binding."""

    title = "Keys"
    doc = "Enter, then the key to use. What works where is shown in the help of each screen, from the same source."

    def __init__(self, core: Core, asker: Asker, app: type[DOMNode]) -> None:
        super().__init__(core, asker)
        self._app = app
        self._known: list[Known] = []

    async def entries(self) -> list[Entry]:
        """By the place where they work."""
        self._known = self._known or await self.core.tools.in_thread(bindings.known, self._app)
        chosen = self.core.settings.general.keys
        found: list[Entry] = []
        place = ""
        for binding in sorted(self._known, key=_rank):
            if binding.place != place:
                place = binding.place
                found.append(heading(place))
            found.append(self._entry(binding, binding.id in chosen))
        return found

    def _entry(self, binding: Known, is_own: bool) -> Entry:
        now = bindings.keys_of(binding, self.core.settings.general.keys)
        shown = "  ".join(keys.shown(key) for key in now)
        default = "  ".join(keys.shown(key) for key in binding.keys)
        facts = (("Id", binding.id), ("Default", default), ("Works in", binding.place.lower()))
        return Entry(
            binding.id, binding.description, shown, ACCENT if is_own else PLAIN, binding.tooltip, facts, is_own
        )

    async def change(self, key: str) -> None:
        """Press the new key; a clash is told before anything is changed."""
        binding = next(one for one in self._known if one.id == key)
        chosen = self.core.settings.general.keys
        now = bindings.keys_of(binding, chosen)
        pressed = await self.asker.ask_key(binding.description, "  ".join(keys.shown(one) for one in now))
        if pressed is None or pressed in now:
            return
        others = bindings.clashes(binding, pressed, self._known, chosen)
        if others:
            lines = [f"  {keys.shown(pressed)}  {one.description}  ({one.place}, {one.id})" for one in others[:8]]
            note = "Of two that hear one key, the one nearer to the cursor wins. Give the other one a new key, too."
            if not await self.asker.confirm("This key is taken", lines, note=note, yes="Use it anyway"):
                return
        await options.write(self.core, f"{SETTING}.{key}", pressed)

    async def reset(self, key: str) -> None:
        """The key that it came with."""
        if key in self.core.settings.general.keys:
            await options.write(self.core, f"{SETTING}.{key}", None)


def _rank(binding: Known) -> tuple[int, str]:
    """What works everywhere first, dialogs last."""
    places = (bindings.EVERYWHERE, "Every screen", "Library")
    first = places.index(binding.place) if binding.place in places else len(places)
    return (len(places) + 1 if binding.place == bindings.DIALOGS else first, binding.place)
