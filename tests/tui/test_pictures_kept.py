import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from lobbycard.assets.lru import LruFolder
from lobbycard.errors import FileError
from lobbycard.tui.pictures import encode, kept, making
from lobbycard.tui.pictures.capabilities import TRUECOLOR, Capabilities, Protocol
from lobbycard.tui.pictures.drawn import Drawn
from lobbycard.tui.pictures.encoded import BYTES_PER_CELL, Box, Encoded

BOX = Box(12, 9, (20, 20, 30))
SIXEL = Capabilities(Protocol.SIXEL, 9, 18)
KITTY = Capabilities(Protocol.KITTY, 9, 18, terminal="kitty(0.41.1)")
HALF = Capabilities(Protocol.HALFBLOCK)
EVERY = [SIXEL, KITTY, HALF, *(replace(HALF, colors=colors) for colors in (0, 16, 256))]


def poster(seed: int = 1) -> bytes:
    picture = Image.radial_gradient("L").resize((120, 180)).convert("RGB")
    ImageDraw.Draw(picture).ellipse((seed, 20, 80, 90), fill=(220, 40, seed))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> LruFolder:
    return LruFolder(tmp_path / "drawings", 1_000_000)


def made(source: Path | bytes, folder: LruFolder, capabilities: Capabilities = SIXEL, box: Box = BOX) -> Encoded:
    return making.made(source, box, capabilities, BYTES_PER_CELL, lambda: folder)


def files(folder: LruFolder) -> list[Path]:
    return sorted(path for path in Path(folder.root).glob("??/*") if path.parent.name != "tmp")


def told(picture: Encoded) -> tuple[object, ...]:
    """What of it is the same each time: Kitty's number is not."""
    number = picture.image_id
    colour = f"{number >> 16};{number >> 8 & 255};{number & 255}m"
    rows = [row.replace(colour, "N") for row in picture.rows]
    return rows, picture.pixels, picture.blurred, picture.transmission.replace(f"i={number},", "")


@pytest.mark.parametrize("capabilities", EVERY, ids=lambda one: f"{one.protocol}-{one.colors}")
def test_a_kept_picture_is_the_drawn_one_and_nothing_is_drawn_for_it(
    capabilities: Capabilities, folder: LruFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(poster(), folder, capabilities)
    assert told(first) == told(encode.encode(poster(), BOX, capabilities))
    monkeypatch.delattr(encode, "draw")
    again = made(poster(), folder, capabilities)
    assert told(again) == told(first)
    assert bool(first.image_id) is (capabilities is KITTY)
    assert not first.image_id or first.image_id != again.image_id


@pytest.mark.parametrize(
    ("box", "capabilities"),
    [
        (Box(13, 9, BOX.background), SIXEL), (Box(12, 8, BOX.background), SIXEL), (Box(12, 9, (255, 255, 255)), SIXEL),
        (BOX, replace(SIXEL, cell_width=10)), (BOX, replace(SIXEL, cell_height=20)), (BOX, KITTY), (BOX, HALF),
        (BOX, replace(HALF, colors=16)),
    ],
)  # fmt: skip
def test_what_decides_how_a_picture_is_drawn_tells_it_from_others(
    box: Box, capabilities: Capabilities, folder: LruFolder
) -> None:
    made(poster(), folder)
    made(poster(), folder, capabilities, box)
    assert len(files(folder)) == 2


def test_another_picture_in_the_same_place_is_another_picture(folder: LruFolder, tmp_path: Path) -> None:
    path = tmp_path / "poster"
    path.write_bytes(poster(1))
    first = made(path, folder)
    path.write_bytes(poster(60))
    assert told(made(path, folder)) != told(first)
    path.write_bytes(poster(1))
    assert told(made(path, folder)) == told(first)


@pytest.mark.parametrize("capabilities", [SIXEL, KITTY, HALF], ids=lambda one: one.protocol)
@pytest.mark.parametrize("harm", ["cut", "empty", "one bit", "longer", "of another"])
def test_a_damaged_file_is_drawn_anew_and_healed(capabilities: Capabilities, harm: str, folder: LruFolder) -> None:
    first = made(poster(), folder, capabilities)
    (path,) = files(folder)
    whole = path.read_bytes()
    made(poster(2), folder, capabilities, Box(6, 5))
    other = next(file for file in files(folder) if file != path).read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "empty": b"",
            "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "longer": whole + b"\x1b]0;x\x07",
            "of another": other,
        }[harm]
    )
    assert told(made(poster(), folder, capabilities)) == told(first)
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "band",
    [
        b"", b"~", b'"1;1;108;18#0~\x1b\\\x1b]52;c;aGVsbG8=\x07', b'"1;1;108;18#0!99999~', b'"1;1;9999;9999#0~',
        b'"1;1;108;18"1;1;9999;9999#0~', b'"1;1;108;18#0~' + b"-" * 400, b'"1;1;108;18\x9c', b'"1;1;108;18\x18',
    ],
)  # fmt: skip
def test_a_file_that_somebody_made_up_sends_no_more_than_a_picture(band: bytes, folder: LruFolder) -> None:
    honest = made(poster(), folder)
    (path,) = files(folder)
    drawn = kept.unpacked(path.read_bytes())
    assert drawn is not None
    path.write_bytes(kept.packed(drawn._replace(payload=(*drawn.payload[:-1], band))))
    assert told(made(poster(), folder)) == told(honest)


def test_a_png_that_claims_to_be_larger_than_its_box_is_not_sent(folder: LruFolder) -> None:
    honest = made(poster(), folder, KITTY)
    (path,) = files(folder)
    drawn = kept.unpacked(path.read_bytes())
    assert drawn is not None
    file = io.BytesIO()
    Image.new("P", (4_000, 4_000)).save(file, "PNG")
    path.write_bytes(kept.packed(drawn._replace(payload=(file.getvalue(),))))
    assert told(made(poster(), folder, KITTY)) == told(honest)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(junk: bytes) -> None:
    assert kept.unpacked(junk) is None
    assert kept.unpacked(kept.VERSION + junk) is None
    whole = kept.packed(Drawn(junk, b"", junk, (junk,)))
    assert kept.unpacked(whole) == Drawn(junk, b"", junk, (junk,))
    assert all(kept.unpacked(whole[:end]) is None for end in range(0, len(whole), 7))


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "drawings").write_text("in the way")
    folder = LruFolder(tmp_path / "drawings", 1_000_000)
    assert told(made(poster(), folder)) == told(made(poster(), folder))


def test_what_was_seen_last_is_kept_when_the_folder_is_full(tmp_path: Path) -> None:
    folder = LruFolder(tmp_path / "drawings", 60_000)
    for number in range(30):
        made(poster(number), folder)
    assert 0 < folder.size() <= 60_000
    assert not os.listdir(tmp_path / "drawings" / "tmp")


def test_a_picture_that_cannot_be_read_says_so_and_leaves_nothing(folder: LruFolder, tmp_path: Path) -> None:
    for source in (b"not a picture", tmp_path / "none.jpg", poster()[:400]):
        with pytest.raises(FileError):
            made(source, folder)
    assert not files(folder)


def test_true_colour_needs_no_palette() -> None:
    assert HALF.colors == TRUECOLOR
    assert not encode.draw(poster(), BOX, HALF).numbers
