"""Text in columns is found whatever its capitals, in any script, and whatever signs it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.item import Item, ItemTerm, Term
from lobbycard.model.kinds import ItemKind, TermKind
from lobbycard.store import history, items, matching, unknown
from lobbycard.store.database import Store, touched
from lobbycard.store.items import ListQuery


def _is_held(session: Session, column: str, text: str) -> bool:
    return bool(session.scalar(select(matching.holds(literal(column), text))))


def _is_same(session: Session, column: str, text: str) -> bool:
    return bool(session.scalar(select(matching.equals(literal(column), text))))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Nosferatu", "NOSF"),
        ("Über den Wolken", "über"),
        ("Über den Wolken", "ÜBER D"),
        ("Émotion", "émo"),
        ("Носферату, симфония ужаса", "носферату, Симф"),
        ("映画館の灯り", "館の"),
        ("IMG_0042.jpg", "img_0"),
        ("100% wolf", "100%"),
        (r"C:\films", r"c:\f"),
        ("What? [sic] *", "t? [SIC] *"),
    ],
)
def test_text_is_found_whatever_its_capitals(store: Store, column: str, text: str) -> None:
    assert store.read_now(_is_held, column, text)


@pytest.mark.parametrize(
    ("column", "text"),
    [("IMG-0042.jpg", "IMG_0"), ("1000 wolves", "100%"), ("films", "f*s"), ("film", "fil?"), ("a", "[a]")],
)
def test_signs_stand_for_themselves(store: Store, column: str, text: str) -> None:
    assert not store.read_now(_is_held, column, text)


def test_the_whole_text_is_another_thing_than_a_part(store: Store) -> None:
    assert store.read_now(_is_same, "Ö1", "ö1")
    assert not store.read_now(_is_same, "Ö1 Kulturjournal", "ö1")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8))
def test_any_text_is_found_within_itself(plain_store: Store, text: str) -> None:
    assert plain_store.read_now(_is_held, f"before {text} after", text)
    assert plain_store.read_now(_is_same, text, text)


@pytest.fixture(scope="module")
def plain_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One database for many examples."""
    return Store(f"sqlite:///{tmp_path_factory.mktemp('matching')}/a.db")


@pytest.mark.parametrize("text", ["title:носф", "title:Носферату", 'title="носферату"', "studio:ÖSTER", "path:фильмы"])
def test_a_filter_finds_what_is_written_in_other_letters(store: Store, text: str) -> None:
    def fill(session: Session) -> None:
        film = Item(id=1, kind=ItemKind.MOVIE, title="Носферату", folder="Фильмы/Носферату (1922)")
        session.add_all([film, Term(id=1, kind=TermKind.STUDIO, name="Österreichischer Rundfunk")])
        session.flush()
        session.add(ItemTerm(item_id=1, term_id=1))
        touched(session, Topic.ITEM, [1])

    store.write_now(fill)
    assert list(store.read_now(items.ids, ListQuery(filter=text))) == [1]


def test_a_stray_byte_is_looked_for_as_a_path_has_it(store: Store) -> None:
    assert store.read_now(unknown.page, text="\udcff") == []


def test_the_history_is_searched_for_signs_as_they_are(store: Store) -> None:
    def tell(session: Session) -> None:
        for summary in ("Published 100% Wolf", "Published 1000 Wolves"):
            history.record(session, history.by_user("publish"), summary)

    store.write_now(tell)
    found = store.read_now(history.batches, text="100%")
    assert [row.summary for _, row in found] == ["Published 100% Wolf"]
