"""What screens ask of the app."""

from collections.abc import Sequence

from textual.message import Message


class OpenItem(Message):
    """Show one item; `among` are its neighbours in the list it was opened from."""

    def __init__(self, item_id: int, among: Sequence[int] = ()) -> None:
        super().__init__()
        self.item_id = item_id
        self.among = among


class OpenPicker(Message):
    """Choose the artwork of these items, one after the other; without a type, what is missing first."""

    def __init__(self, item_ids: Sequence[int], asset_type: str = "") -> None:
        super().__init__()
        self.item_ids = item_ids
        self.asset_type = asset_type


class OpenReview(Message):
    """Decide on the pictures of these items, one key each; without items, of those that a filter finds."""

    def __init__(self, item_ids: Sequence[int] = (), asset_type: str = "", filter_text: str = "") -> None:
        super().__init__()
        self.item_ids = item_ids
        self.asset_type = asset_type
        self.filter_text = filter_text


class OpenIdentify(Message):
    """Say what these films and series are, one after the other."""

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__()
        self.item_ids = item_ids


class GoTo(Message):
    """Go to another mode."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.mode = mode


class ShowItems(Message):
    """Go to the library with this filter."""

    bubble = True

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
