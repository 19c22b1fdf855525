"""Pictures by the Kitty graphics protocol: sent once, then placed by text cells that stand for them."""

import itertools
import random

CHUNK = 4096
"""The protocol's limit for one piece of a picture."""

COMMAND, END = "\x1b_G", "\x1b\\"

PLACEHOLDER = "\U0010eeee"

DIACRITICS = (
    *(0x305, 0x30D, 0x30E, 0x310, 0x312, 0x33D, 0x33E, 0x33F, 0x346, 0x34A, 0x34B, 0x34C, 0x350, 0x351, 0x352, 0x357),
    *(0x35B, 0x363, 0x364, 0x365, 0x366, 0x367, 0x368, 0x369, 0x36A, 0x36B, 0x36C, 0x36D, 0x36E, 0x36F, 0x483, 0x484),
    *(0x485, 0x486, 0x487, 0x592, 0x593, 0x594, 0x595, 0x597, 0x598, 0x599, 0x59C, 0x59D, 0x59E, 0x59F, 0x5A0, 0x5A1),
    *(0x5A8, 0x5A9, 0x5AB, 0x5AC, 0x5AF, 0x5C4, 0x610, 0x611, 0x612, 0x613, 0x614, 0x615, 0x616, 0x617, 0x657, 0x658),
    *(0x659, 0x65A, 0x65B, 0x65D, 0x65E, 0x6D6, 0x6D7, 0x6D8, 0x6D9, 0x6DA, 0x6DB, 0x6DC, 0x6DF, 0x6E0, 0x6E1, 0x6E2),
)
"""The protocol's marks for the numbers 0 to 95; a picture has no more rows than that."""

MAX_ROWS = len(DIACRITICS)

_numbers = itertools.count(random.SystemRandom().randrange(1, 1 << 16))


def next_id() -> int:
    """An id that other programs in the same terminal are unlikely to use, short when written as a colour."""
    number = next(_numbers)
    return (number // 8100 % 90 + 10) << 16 | (number // 90 % 90 + 10) << 8 | (number % 90 + 10)


def transmission(image_id: int, payload: str, columns: int, rows: int) -> str:
    """Give the picture to the terminal, which keeps it, for placing it by text."""
    parts = []
    for start in range(0, len(payload), CHUNK):
        head = f"a=T,U=1,i={image_id},c={columns},r={rows},f=100,q=2," if start == 0 else ""
        more = int(start + CHUNK < len(payload))
        parts.append(f"\x1b_G{head}m={more};{payload[start : start + CHUNK]}\x1b\\")
    return "".join(parts)


def deletion(image_id: int) -> str:
    """Let the terminal forget a picture and free its memory."""
    return f"\x1b_Ga=d,d=I,i={image_id},q=2\x1b\\"


def placement(image_id: int, row: int, columns: int, *, repeats: bool) -> str:
    """The text cells that stand for one row of the picture.

    Only the first cell names row and column, the others count on; kitty even repeats the second by a command.
    """
    color = f"\x1b[38;2;{image_id >> 16};{image_id >> 8 & 255};{image_id & 255}m"
    first = PLACEHOLDER + chr(DIACRITICS[row]) + chr(DIACRITICS[0])
    if repeats and columns > 3:
        rest = f"{PLACEHOLDER}\x1b[{columns - 2}b"
    else:
        rest = PLACEHOLDER * (columns - 1)
    return f"{color}{first}{rest}\x1b[m"


class Stock:
    """The pictures this terminal was given, so that each is sent once and all are freed."""

    def __init__(self) -> None:
        self._sent: set[int] = set()
        self._unwanted: list[int] = []
        self.sending = 0
        """A picture of which the terminal has a part; it takes no other, nor any other command, before the rest."""
        self._rest: list[str] = []

    def has(self, image_id: int) -> bool:
        """The terminal was given the picture."""
        return image_id in self._sent

    def provide(self, image_id: int, transmission_text: str) -> str:
        """What to send before the picture is placed: nothing, when the terminal has it."""
        if image_id in self._sent:
            return self._deletions()
        return self.pieces(image_id, transmission_text, len(transmission_text))

    def pieces(self, image_id: int, transmission_text: str, room: int) -> str:
        """The next pieces of a picture, in about so many bytes; the terminal has it when the last of them is sent."""
        text = self._deletions()
        if self.sending != image_id:
            text += self.abandon()
            self.sending = image_id
            self._rest = [piece + END for piece in transmission_text.split(END)[-2::-1]]
        next_ones = ""
        while self._rest and (not next_ones or len(next_ones) + len(self._rest[-1]) <= room):
            next_ones += self._rest.pop()
        if not self._rest:
            self.sending = 0
            self._sent.add(image_id)
        return text + next_ones

    def abandon(self) -> str:
        """What to send so that the terminal waits for no more of the picture that was begun."""
        begun, self.sending, self._rest = self.sending, 0, []
        return f"{COMMAND}m=0;{END}{deletion(begun)}" if begun else ""

    def _deletions(self) -> str:
        if self.sending:
            return ""
        text = "".join(map(deletion, self._unwanted))
        self._unwanted.clear()
        return text

    def drop(self, image_id: int) -> None:
        """The picture is not needed any more; freed with the next thing that is sent."""
        if image_id in self._sent:
            self._sent.discard(image_id)
            self._unwanted.append(image_id)

    def forget(self) -> None:
        """The terminal has lost everything (it was suspended or reset)."""
        self._sent.clear()
        self._unwanted.clear()
        self.sending, self._rest = 0, []

    def clear(self) -> str:
        """What to send so that the terminal keeps nothing."""
        text = self.abandon() + "".join(map(deletion, [*self._unwanted, *sorted(self._sent)]))
        self.forget()
        return text
