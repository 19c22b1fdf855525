import base64
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from lobbycard.errors import FileError
from lobbycard.tui.pictures import halfblock, kitty, palette, png, sixel
from lobbycard.tui.pictures.capabilities import TRUECOLOR, Capabilities, Protocol
from lobbycard.tui.pictures.encode import encode, fit, load
from lobbycard.tui.pictures.encoded import Box, Encoded

CELL = (9, 18)


def drawn(size: tuple[int, int] = (180, 270)) -> Image.Image:
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((10, 10, size[0] // 2, size[1] // 3), fill=(220, 40, 30))
    draw.ellipse((size[0] // 3, size[1] // 2, size[0] - 5, size[1] - 5), fill=(20, 90, 200))
    draw.line((0, 0, *size), fill=(0, 255, 0), width=3)
    return picture


def noise(size: tuple[int, int] = (180, 270)) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 90) for _ in range(3)])


def capable(protocol: Protocol, colors: int = TRUECOLOR, terminal: str = "kitty(0.41.1)") -> Capabilities:
    return Capabilities(protocol, *CELL, colors=colors, terminal=terminal)


def paint_sixel(data: str, *, selecting_defines: bool = False) -> Image.Image:
    """Draw a Sixel as xterm and foot do: a definition does not select."""
    header = re.match(r'\x1bP[\d;]*q"1;1;(\d+);(\d+)', data)
    assert header
    width, height = int(header[1]), int(header[2])
    picture = Image.new("RGB", (width, height + 6))
    colors: dict[int, tuple[int, int, int]] = {}
    x = y = current = 0
    body = data[header.end() :].removesuffix("\x1b\\")
    for match in re.finditer(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|(\$)|(-)", body):
        if match[1]:
            red, green, blue = (round(int(match[n]) * 2.55) for n in (2, 3, 4))
            colors[int(match[1])] = (red, green, blue)
            current = int(match[1]) if selecting_defines else current
        elif match[5]:
            current = int(match[5])
        elif match[9]:
            x = 0
        elif match[10]:
            x, y = 0, y + 6
        else:
            count, sign = (int(match[6]), match[7]) if match[6] else (1, match[8])
            for bit in range(6):
                if (ord(sign) - 63) >> bit & 1:
                    picture.paste(colors[current], (x, y + bit, x + count, y + bit + 1))
            x += count
    return picture.crop((0, 0, width, height))


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def joined(rows: list[Image.Image]) -> Image.Image:
    whole = Image.new("RGB", (rows[0].width, sum(row.height for row in rows)))
    y = 0
    for row in rows:
        whole.paste(row, (0, y))
        y += row.height
    return whole


@pytest.mark.parametrize("height", [17, 18, 20, 22])
def test_sixel_rows_together_are_the_picture_in_a_terminal_whose_definitions_do_not_select(height: int) -> None:
    picture = drawn((180, height * 6))
    rows = sixel.encode(picture, height, 50_000)
    assert len(rows) == 6
    painted = joined([paint_sixel(row) for row in rows])
    assert painted.size == picture.size
    assert difference(painted, picture) < 4


def test_without_naming_a_color_after_its_definition_sixels_are_wrong() -> None:
    picture = drawn((180, 90))
    rows = [re.sub(r"(#(\d+);2;\d+;\d+;\d+)#\2", r"\1", row) for row in sixel.encode(picture, 18, 50_000)]
    assert difference(joined([paint_sixel(row, selecting_defines=True) for row in rows]), picture) < 4
    with pytest.raises(KeyError):  # the first colour is not even chosen
        paint_sixel(rows[2])


def test_a_sixel_does_not_end_with_a_line_feed() -> None:
    assert all(not row.endswith("-\x1b\\") for row in sixel.encode(drawn(), 18, 50_000))


@pytest.mark.parametrize("picture", [drawn(), noise()])
def test_a_picture_stays_within_its_budget_however_noisy(picture: Image.Image) -> None:
    assert sum(map(len, sixel.encode(picture, 18, 28_000))) <= 28_000
    assert len(png.encode(picture, 28_000)) * 4 // 3 < 28_000 * 1.25


def test_a_picture_whose_dear_rows_are_not_those_that_were_looked_at_stays_within_its_budget() -> None:
    picture = noise()
    for row in range(2, 15, 5):  # the rows by which the size is guessed
        picture.paste((20, 20, 20), (0, row * 18, 180, row * 18 + 18))
    assert sum(map(len, sixel.encode(picture, 18, 28_000))) <= 28_000


def test_thin_letters_stay_whole_however_small_the_budget() -> None:
    logo = Image.new("RGB", (234, 90), "#28241f")
    pen = ImageDraw.Draw(logo)
    for x in range(6, 228, 13):
        pen.arc((x, 10 + x % 7, x + 11, 78), 20, 340, "#f0e8dc", 2)
        pen.line((x, 12, x + 10, 80), "#f0e8dc", 2)
    painted = joined([paint_sixel(row) for row in sixel.encode(logo, 18, 1_000)])
    assert difference(painted.crop((0, 0, 234, 90)), logo) < 3


def test_a_calm_picture_keeps_more_colors_than_a_noisy_one() -> None:
    def colors(picture: Image.Image) -> int:
        return len(Image.open(io.BytesIO(png.encode(picture, 28_000))).getcolors(1 << 16) or [])

    assert colors(drawn()) > colors(noise())


def test_kitty_gets_a_png_in_pieces_that_decode_to_the_picture() -> None:
    made = encode(noise(), Box(20, 15), capable(Protocol.KITTY))
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", made.transmission)
    assert all(len(payload) <= kitty.CHUNK for _, payload in pieces)
    assert [keys.endswith("m=0") for keys, _ in pieces] == [False] * (len(pieces) - 1) + [True]
    assert f"i={made.image_id},c=20,r=15" in pieces[0][0]
    decoded = Image.open(io.BytesIO(base64.b64decode("".join(payload for _, payload in pieces))))
    assert decoded.size == (180, 270)


def test_kitty_rows_name_the_image_by_their_color_and_fill_their_cells() -> None:
    made = encode(drawn(), Box(20, 15), capable(Protocol.KITTY, terminal="ghostty 1.1"))
    assert len(made.rows) == 15
    for row in made.rows:
        color = re.match(r"\x1b\[38;2;(\d+);(\d+);(\d+)m", row)
        assert color
        assert int(color[1]) << 16 | int(color[2]) << 8 | int(color[3]) == made.image_id
        assert row.count(kitty.PLACEHOLDER) == 20
    repeated = encode(drawn(), Box(20, 15), capable(Protocol.KITTY))
    assert all("\x1b[18b" in row and len(row.encode()) < 45 for row in repeated.rows)


def test_kitty_is_sent_a_picture_once_and_told_to_forget_it_once() -> None:
    stock, send, more = kitty.Stock(), kitty.transmission(7, "SEND", 1, 1), kitty.transmission(8, "MORE", 1, 1)
    assert stock.provide(7, send) == send
    assert stock.provide(7, send) == ""
    stock.drop(7)
    assert stock.provide(8, more) == kitty.deletion(7) + more
    assert stock.clear() == kitty.deletion(8)
    assert stock.clear() == ""
    assert stock.provide(8, more) == more


def test_a_large_picture_goes_in_pieces_and_nothing_comes_between_them() -> None:
    stock, large = kitty.Stock(), kitty.transmission(7, "x" * 3 * kitty.CHUNK, 1, 1)
    small = kitty.transmission(8, "SEND", 1, 1)
    stock.provide(8, small)
    first = stock.pieces(7, large, 10)
    assert first.count(kitty.COMMAND) == 1
    assert (stock.sending, stock.has(7)) == (7, False)
    stock.drop(8)
    second = stock.pieces(7, large, 2 * kitty.CHUNK + 100)
    assert second.count(kitty.COMMAND) == 2
    assert first + second == large
    assert (stock.sending, stock.has(7)) == (0, True)
    assert stock.clear() == kitty.deletion(8) + kitty.deletion(7)


def test_a_picture_that_is_not_wanted_any_more_in_the_middle_of_it_is_ended_and_freed() -> None:
    stock, large = kitty.Stock(), kitty.transmission(7, "x" * 3 * kitty.CHUNK, 1, 1)
    small = kitty.transmission(8, "SEND", 1, 1)
    stock.pieces(7, large, 10)
    assert stock.provide(8, small) == "\x1b_Gm=0;\x1b\\" + kitty.deletion(7) + small
    assert stock.abandon() == ""
    stock.pieces(9, large, 10)
    assert stock.clear() == "\x1b_Gm=0;\x1b\\" + kitty.deletion(9) + kitty.deletion(8)


def test_ids_are_all_different_and_have_no_zero_byte() -> None:
    ids = [kitty.next_id() for _ in range(20_000)]
    assert len(set(ids)) == len(ids)
    assert all(0 not in number.to_bytes(3, "big") for number in ids)


def painted_cells(row: str, columns: int) -> list[tuple[int, int]]:
    """What a terminal shows for a row of half blocks: the upper and lower colour of each cell."""
    front = back = -1
    cells = []
    for codes, glyph in re.findall(r"\x1b\[([\d;]*)m|([▀▄█ ])", row):
        if glyph:
            cells.append({"▀": (front, back), "▄": (back, front), "█": (front, front), " ": (back, back)}[glyph])
            continue
        for plane, r, g, b in re.findall(r"([34])8;2;(\d+);(\d+);(\d+)", codes):
            color = int(r) << 16 | int(g) << 8 | int(b)
            front, back = (color, back) if plane == "3" else (front, color)
    assert len(cells) == columns
    return cells


def test_half_blocks_show_exactly_the_reduced_pixels() -> None:
    made = encode(drawn(), Box(20, 15), capable(Protocol.HALFBLOCK))
    for number, row in enumerate(made.rows):
        upper, lower = made.pixels[number * 2 : number * 2 + 2]
        assert painted_cells(row, 20) == list(zip(upper, lower, strict=True))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_half_blocks_are_right_for_any_neighbours(cells: list[tuple[int, int]]) -> None:
    row = halfblock.escape_row([top for top, _ in cells], [bottom for _, bottom in cells], TRUECOLOR)
    assert painted_cells(row, len(cells)) == cells


@pytest.mark.parametrize(
    ("colors", "allowed"),
    [
        (16, r"\x1b\[(?:(?:[39]|4|10)[0-7];?)+m|\x1b\[m"),
        (256, r"\x1b\[(?:[34]8;5;\d+;?)+m|\x1b\[m"),
        (0, r"(?!)"),
    ],
)
def test_half_blocks_use_only_the_colors_there_are(colors: int, allowed: str) -> None:
    made = encode(drawn(), Box(20, 15), capable(Protocol.HALFBLOCK, colors))
    for row in made.rows:
        rest = re.sub(allowed, "", row)
        assert "\x1b" not in rest
        assert len(rest) == 20


def test_every_color_of_the_cube_is_one_a_terminal_has() -> None:
    assert len(palette.cube_256()) == 240
    assert palette.cube_256()[0] == (0, 0, 0)
    assert palette.cube_256()[-1] == (238, 238, 238)


def test_a_picture_of_nearly_the_shape_fills_the_box_and_others_are_shown_whole() -> None:
    box, red = Box(20, 15, (1, 2, 3)), (255, 0, 0)
    filled = fit(Image.new("RGB", (1000, 1480), red), box, CELL)
    assert filled.size == (180, 270)
    assert filled.getpixel((0, 0)) == red
    wide = fit(Image.new("RGB", (1920, 1080), red), box, CELL)
    assert wide.getpixel((90, 5)) == (1, 2, 3)
    assert wide.getpixel((90, 135)) == red


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_what_is_transparent_shows_the_background(mode: str) -> None:
    logo = Image.new("RGBA", (200, 300), (255, 255, 255, 0))
    ImageDraw.Draw(logo).rectangle((50, 100, 150, 200), fill=(255, 255, 255, 255))
    file = io.BytesIO()
    (logo.quantize(4) if mode in ("P", "PA") else logo.convert(mode)).save(file, "PNG")
    shown = fit(load(file.getvalue(), 200, 300), Box(20, 15, (10, 20, 30)), CELL)
    assert shown.getpixel((2, 2)) == (10, 20, 30)
    assert shown.getpixel((90, 135)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F", "I;16"])
@pytest.mark.parametrize("protocol", [Protocol.KITTY, Protocol.SIXEL, Protocol.HALFBLOCK])
def test_every_kind_of_pixels_can_be_shown(mode: str, protocol: Protocol) -> None:
    made = encode(Image.new(mode, (40, 60)), Box(4, 3), capable(protocol))
    assert len(made.rows) == 3


def test_a_sideways_photo_is_turned(tmp_path: Path) -> None:
    sideways = Image.new("RGB", (300, 200), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways.save(tmp_path / "photo.jpg", exif=exif)
    assert load(tmp_path / "photo.jpg", 20, 30).size[0] < load(tmp_path / "photo.jpg", 20, 30).size[1]


def jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


WHOLE = jpeg(drawn())


BROKEN = [b"", b"<html>404</html>", WHOLE[:200], WHOLE[: len(WHOLE) // 2], b"\x89PNG\r\n\x1a\n"]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_picture_is_refused_with_a_sentence(broken: bytes) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        encode(broken, Box(4, 3), capable(Protocol.HALFBLOCK))


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        encode(tmp_path / "none.jpg", Box(4, 3), capable(Protocol.HALFBLOCK))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_that_claims_too_many_pixels_is_not_decoded() -> None:
    file = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")
    with pytest.raises(FileError):
        encode(file.getvalue(), Box(4, 3), capable(Protocol.HALFBLOCK))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=30), st.sampled_from(list(Protocol)[:3]))
def test_damaged_bytes_give_a_picture_or_a_sentence(at: int, damage: bytes, protocol: Protocol) -> None:
    try:
        made = encode(WHOLE[:at] + damage + WHOLE[at + len(damage) :], Box(4, 3), capable(protocol))
    except FileError:
        return
    assert isinstance(made, Encoded)
    assert len(made.rows) == 3


@given(st.integers(1, 30), st.integers(1, 20), st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_any_box_gets_all_of_its_rows(columns: int, rows: int, width: int, height: int) -> None:
    made = encode(Image.new("RGB", (width, height), (9, 8, 7)), Box(columns, rows), capable(Protocol.SIXEL))
    assert len(made.rows) == rows
    assert len(made.pixels) == rows * 2
    assert {len(line) for line in (*made.pixels, *made.blurred)} == {columns}


@pytest.mark.parametrize("colors", [12, 16])
def test_few_colors_are_those_of_the_picture(colors: int) -> None:
    poster = Image.new("RGB", (162, 252), (246, 235, 217))
    pen = ImageDraw.Draw(poster)
    for number in range(9):  # rings, with the soft edges that use up a palette
        shade = (33 + number * 20, 20 + number * 8, 90 - number * 9)
        pen.ellipse((20 + number * 7, 60 + number * 7, 142 - number * 7, 182 - number * 7), fill=shade)
    soft = poster.resize((324, 504), Image.Resampling.BICUBIC).resize((162, 252), Image.Resampling.BICUBIC)
    reduced = palette.fewer(soft, colors).convert("RGB")
    ground = reduced.getpixel((3, 3))
    assert isinstance(ground, tuple)
    assert max(abs(one - other) for one, other in zip(ground, (246, 235, 217), strict=True)) <= 3
    assert difference(reduced, soft) < 2
