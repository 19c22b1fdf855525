"""Forms of a title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.model import titles


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Matrix", "Matrix, The"),
        ("A Bug's Life", "Bug's Life, A"),
        ("Das Boot", "Boot, Das"),
        ("Die Welle", "Welle, Die"),
        ("Die Hard", "Die Hard"),
        ("Die Another Day", "Die Another Day"),
        ("Les Misérables", "Misérables, Les"),
        ("L'Avventura", "Avventura, L'"),
        ("La La Land", "La La Land"),
        ("Las Vegas", "Las Vegas"),
        ("Los Olvidados", "Olvidados, Los"),
        ("Il Postino", "Postino, Il"),
        ("The", "The"),
        ("A.I.", "A.I."),
        ("I, Robot", "I, Robot"),
        ("", ""),
        ("The …", "The …"),
        ("東京物語", "東京物語"),
    ],
)
def test_a_leading_article_goes_behind(title: str, expected: str) -> None:
    assert titles.sort_title(title) == expected


@pytest.mark.parametrize(
    "title", ["The Matrix", "L'Avventura", "Das Boot", "Die Hard", "Alien", "I, Robot", "Me, Myself"]
)
def test_an_article_behind_comes_back_to_the_front(title: str) -> None:
    assert titles.natural_title(titles.sort_title(title)) == title


def test_sort_keys_put_titles_into_the_order_of_a_shelf() -> None:
    shelf = ["2 Guns", "12 Monkeys", "101 Dalmatians", "Alien", "Alien 2", "Alien 10", "Élite", "The Matrix", "Zulu"]
    assert sorted(set(shelf), key=lambda title: titles.sort_key(title).encode()) == shelf


def test_a_title_of_nothing_but_an_article_or_signs_still_has_keys() -> None:
    for title in ("The", "A", "…", "???", "!"):
        assert titles.sort_key(title)
        assert titles.clean_title(title)
        assert titles.search_text(title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Matrix", "matrix"),
        ("Matrix, The", "The Matrix"),
        ("Spider-Man: No Way Home", "Spiderman No.Way.Home"),
        ("Fast & Furious", "Fast and Furious"),
        ("Größe des Meeres", "Groesse des Meeres"),
        ("Amélie", "Amelie"),
        ("Ocean's Eleven", "Oceans Eleven"),
        ("Ævintýri", "Aevintyri"),
        ("Łódź", "Lodz"),
        ("WALL·E", "WALL-E"),
        ("Le fabuleux destin d’Amélie", "le fabuleux destin d'amelie"),
    ],
)
def test_the_same_title_in_two_spellings_is_equal_when_clean(one: str, other: str) -> None:
    assert titles.clean_title(one) == titles.clean_title(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Die Hard", "Hard"), ("La La Land", "Land"), ("か", "が"), ("Alien 2", "Alien 3")]
)
def test_different_titles_stay_different_when_clean(one: str, other: str) -> None:
    assert titles.clean_title(one) != titles.clean_title(other)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Amélie: Ein Märchen", "amelie ein marchen"),
        ("東京の静かな灯", "東京の静かな灯"),
        ("Тихая гавань", "тихая гавань"),
        ("잃어버린 등대", "잃어버린 등대"),
        ("בַּיִת", "בית"),
        ("हिन्दी", titles.search_text("हिन्दी")),
        ("Ocean's  Eleven", "oceans eleven"),
    ],
)
def test_search_text_keeps_every_script(title: str, expected: str) -> None:
    assert titles.search_text(title) == expected


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_has_forms_that_a_database_takes(title: str) -> None:
    for form in (titles.sort_key(title), titles.clean_title(title), titles.search_text(title)):
        form.encode()
