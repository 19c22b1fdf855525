"""Pictures are the same each time, as large as announced, and as alike or unlike as they should be."""

import io

import imagehash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lobbycard.demo import gallery
from lobbycard.demo.canvas import PALETTES
from lobbycard.demo.catalogue import catalogue
from lobbycard.demo.draw import TRANSPARENT, Brief, picture
from lobbycard.demo.motifs import SIGNS
from lobbycard.demo.styles import STYLES
from lobbycard.errors import NotFound
from lobbycard.model.facts import Offer
from lobbycard.model.kinds import ASSET_TYPES, TEXTLESS, AssetType

_SUBJECTS = [
    "metropolis-1927",
    "battleship-potemkin-1925",
    "flash-gordon-1936",
    "flash-gordon-1936/s0",
    "flash-gordon-1936/s2",
    "one-step-beyond-1959/s1e3",
    "sets/tramp",
    "people/max-schreck",
]


def _hash(path: str, variant: gallery.Variant) -> imagehash.ImageHash:
    return imagehash.phash(Image.open(io.BytesIO(gallery.drawn(variant, 300))))


@pytest.mark.parametrize("path", _SUBJECTS)
def test_every_offer_can_be_fetched_as_announced(path: str) -> None:
    offers = gallery.offers(path)
    assert len({offer.url for offer in offers}) == len(offers)
    for offer in offers:
        image = Image.open(io.BytesIO(gallery.fetch(offer.url)))
        assert image.size == (offer.width, offer.height)
        assert image.format == ("PNG" if offer.asset_type in TRANSPARENT else "JPEG")
        assert (image.mode == "RGBA") is (offer.asset_type in TRANSPARENT)
        assert Image.open(io.BytesIO(gallery.fetch(offer.preview_url))).width <= 420


@pytest.mark.parametrize("path", _SUBJECTS)
def test_every_type_of_the_kind_is_offered_but_trailers(path: str) -> None:
    wanted = set(ASSET_TYPES[gallery.subject(path).kind]) - {AssetType.TRAILER}
    assert {offer.asset_type for offer in gallery.offers(path)} == wanted


def test_the_same_address_gives_the_same_bytes() -> None:
    for offer in gallery.offers("haxan-1922"):
        first = gallery.fetch(offer.preview_url)
        gallery.variants.cache_clear()
        assert gallery.fetch(offer.preview_url) == first


def test_a_film_has_posters_to_choose_from() -> None:
    for slug in catalogue().films:
        posters = gallery.variants(slug, AssetType.POSTER)
        assert 6 <= len(posters) <= 14
        assert 4 <= len(gallery.variants(slug, AssetType.FANART)) <= 9
        assert TEXTLESS in {variant.language for variant in posters}
        assert min(variant.size[0] for variant in posters) < 500 < max(variant.size[0] for variant in posters)


def test_posters_in_other_languages_carry_other_titles() -> None:
    posters = gallery.variants("battleship-potemkin-1925", AssetType.POSTER)
    titles = {variant.language: variant.brief.title for variant in posters}
    assert titles["de"] == "Panzerkreuzer Potemkin"
    assert titles["ru"] == "Броненосец Потёмкин"
    assert titles[TEXTLESS] == ""


def test_copies_are_near_and_different_posters_are_not() -> None:
    for path in (*catalogue().films, *catalogue().series):
        hashes = {variant.key: _hash(path, variant) for variant in gallery.variants(path, AssetType.POSTER)}
        for key, value in hashes.items():
            other = key.partition("-")[2]
            if other in hashes:
                assert value - hashes[other] <= 6, (path, key)
        firsts = [value for key, value in hashes.items() if key.partition("-")[2] not in hashes]
        apart = [a - b for index, a in enumerate(firsts) for b in firsts[index + 1 :]]
        assert min(apart) > 6, (path, apart)


@pytest.mark.parametrize("style", STYLES)
def test_a_style_fills_any_shape_and_differs_from_film_to_film(style: str) -> None:
    for asset_type, size in (
        (AssetType.POSTER, (200, 300)),
        (AssetType.FANART, (320, 180)),
        (AssetType.BANNER, (400, 74)),
    ):
        title = "" if asset_type is AssetType.FANART else "A Title of Several Words"
        images = [picture(Brief(asset_type, style, "teal", sign, "seed", title), size) for sign in ("clock", "train")]
        assert all(image.size == size for image in images)
        assert images[0].tobytes() != images[1].tobytes()


def test_every_sign_and_palette_can_be_drawn() -> None:
    for sign in SIGNS:
        for palette in PALETTES:
            image = picture(Brief(AssetType.CHARACTERART, "noir", palette, sign, "seed"), (40, 40))
            assert image.getchannel("A").getextrema()[1] == 255


def test_a_long_title_and_one_that_cannot_be_lettered_still_give_a_poster() -> None:
    for title in ("The " * 9 + "End", "東京", "?", "Donaudampfschifffahrtsgesellschaft"):
        for style in ("noir", "lettered"):
            assert picture(Brief(AssetType.POSTER, style, "noir", "eye", "s", title), (100, 150)).size == (100, 150)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_set_as_a_title(title: str) -> None:
    assert picture(Brief(AssetType.POSTER, "arches", "mint", "eye", "s", title, title, title), (40, 60)).size == (
        40,
        60,
    )
    assert picture(Brief(AssetType.CLEARLOGO, "arches", "mint", "eye", "s", title), (80, 31)).size == (80, 31)


@given(st.text(max_size=40))
def test_any_address_gives_a_picture_or_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        gallery.fetch("demo://poster/" + text)


@pytest.mark.parametrize(
    "url",
    [
        "demo://poster/metropolis-1927/99-xx.jpg",
        "demo://poster/nothing/01-en.jpg",
        "demo://poster/flash-gordon-1936/s9/01-en.jpg",
        "demo://poster/flash-gordon-1936/sx/01-en.jpg",
        "demo://poster/people/nobody/01.jpg",
        "demo://trailer/metropolis-1927/01-en.jpg",
        "demo://../../etc/passwd",
        "https://example.org/poster/metropolis-1927/01-en.jpg",
        "",
    ],
)
def test_an_unknown_address_is_not_found(url: str) -> None:
    with pytest.raises(NotFound):
        gallery.fetch(url)


def test_an_offer_without_votes_has_no_rating() -> None:
    offers: list[Offer] = [offer for slug in catalogue().films for offer in gallery.offers(slug)]
    assert all((offer.rating is None) is (offer.votes == 0) for offer in offers)
    assert any(offer.votes == 0 for offer in offers)
