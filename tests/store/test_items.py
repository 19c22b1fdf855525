"""Lists: pages by keyset, search that forgives, a filter language that points at its errors."""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.facts import AlternateTitle, Credit, Facts
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind, ItemState
from lobbycard.model.preference import Preference
from lobbycard.store import fields, filters, history, items
from lobbycard.store.database import Store, touched
from lobbycard.store.items import Cursor, ItemRow, ListQuery, Sort

CHANGE = history.Change("test", "EnrichItem", "merge")


def _film(session: Session, /, title: str, **columns: object) -> int:
    item = Item(kind=ItemKind.MOVIE, title=title, **columns)  # type: ignore[arg-type]  # columns by name
    session.add(item)
    session.flush()
    touched(session, Topic.ITEM, [item.id])
    return item.id


def _many(session: Session) -> None:
    chance = random.Random(3)
    for number in range(230):
        _film(
            session,
            f"Film {number % 60}",
            year=chance.choice([None, 1920, 1921, 1927]),
            runtime=chance.choice([None, 60, 90]),
            state=chance.choice(list(ItemState)),
        )


def _all_by_pages(store: Store, query: ListQuery, size: int) -> list[ItemRow]:
    rows: list[ItemRow] = []
    after: Cursor | None = None
    while True:
        page, after = store.read_now(items.page, query, after, size)
        rows += page
        if after is None:
            return rows


@pytest.mark.parametrize("descending", [False, True])
def test_pages_by_keyset_give_every_item_once_in_the_order_of_the_list(store: Store, descending: bool) -> None:
    store.write_now(_many)
    for sort in Sort:
        if sort is Sort.RELEVANCE:
            continue
        query = ListQuery(sort=sort, descending=descending)
        whole = list(store.read_now(items.ids, query))
        assert [row.id for row in _all_by_pages(store, query, 37)] == whole, sort
        assert len(set(whole)) == 230


def test_deleted_items_are_only_in_their_own_list(store: Store) -> None:
    from lobbycard.model.columns import now

    def add(session: Session) -> tuple[int, int]:
        return _film(session, "Here"), _film(session, "Gone", deleted_on=now())

    here, gone = store.write_now(add)
    assert list(store.read_now(items.ids, ListQuery())) == [here]
    assert list(store.read_now(items.ids, ListQuery(filter="is:deleted"))) == [gone]


def _catalogue(session: Session) -> dict[str, int]:
    found = {
        title: _film(session, title)
        for title in (
            "The Cabinet of Dr. Caligari",
            "Nosferatu",
            "Häxan",
            "Blade Runner 2049",
            "M",
            "羅生門",
            "Metropolis",
        )
    }
    nosferatu = session.get(Item, found["Nosferatu"])
    assert nosferatu is not None
    said = Facts(
        {
            "original_title": "Nosferatu, eine Symphonie des Grauens",
            "alternate_titles": (AlternateTitle("Носферату", language="ru"),),
            "cast": (Credit("Max Schreck", role="Graf Orlok"),),
        },
        {},
    )
    fields.merge(session, nosferatu, Preference(), CHANGE, {"tmdb": said})
    return found


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("calig", "The Cabinet of Dr. Caligari"),
        ("caligary", "The Cabinet of Dr. Caligari"),
        ("cabinet caligari", "The Cabinet of Dr. Caligari"),
        ("nosfertu", "Nosferatu"),
        ("symphonie", "Nosferatu"),
        ("носфер", "Nosferatu"),
        ("schreck", "Nosferatu"),
        ("haxan", "Häxan"),
        ("HÄXAN", "Häxan"),
        ("blade runer", "Blade Runner 2049"),
        ("2049", "Blade Runner 2049"),
        ("metroplis", "Metropolis"),
        ("羅生門", "羅生門"),
    ],
)
def test_a_search_finds_in_spite_of_typing_errors(store: Store, typed: str, title: str) -> None:
    found = store.write_now(_catalogue)
    assert next(iter(store.read_now(items.ids, ListQuery(filter=typed)))) == found[title]


def test_a_search_for_nothing_that_is_there_finds_nothing(store: Store) -> None:
    store.write_now(_catalogue)
    assert list(store.read_now(items.ids, ListQuery(filter="xylophone quartet"))) == []


def test_the_search_follows_an_edit(store: Store) -> None:
    found = store.write_now(_catalogue)
    store.write_now(fields.edit, found["M"], {"title": "Eine Stadt sucht einen Mörder"})
    assert list(store.read_now(items.ids, ListQuery(filter="morder"))) == [found["M"]]


def _ids(store: Store, text: str) -> set[int]:
    return set(store.read_now(items.ids, ListQuery(filter=text)))


def test_the_filter_language_tests_what_it_says(store: Store) -> None:
    def add(session: Session) -> tuple[int, int, int]:
        one = _film(session, "One", year=1925, plot="x")
        two = _film(session, "Two", year=1935)
        three = _film(session, "Three", monitored=False)
        fields.edit(session, one, {"genres": ["Film noir", "Drama"], "tags": ["seen"]})
        fields.set_locks(session, two, ["plot"], lock=True)
        return one, two, three

    one, two, three = store.write_now(add)
    expected: dict[str, set[int]] = {
        "year>=1930": {two},
        "year:1920..1929": {one},
        "year<1930 year>0": {one},
        "genre:noir": {one},
        "-genre:noir": {two, three},
        "not genre:noir year>0": {two},
        "genre:noir or year:1935": {one, two},
        "(genre:noir or year:1935) -tag:seen": {two},
        "missing:plot": {two, three},
        "has:plot": {one},
        "lock:plot": {two},
        "lock:any": {one, two},
        "is:unmonitored": {three},
        "state:discovered": {one, two, three},
        "title:T": {two, three},
        'title="two"': {two},
        "tag:seen": {one},
        "missing:poster": {one, two, three},
        "added:1d": {one, two, three},
        "added<2001-01-01": set(),
        "complete<100": {one, two, three},
    }
    for text, ids in expected.items():
        assert _ids(store, text) == ids, text


@pytest.mark.parametrize(
    ("text", "word", "hint"),
    [
        ("yaer>=1990", "yaer>=1990", "year"),
        ("genre:noir missing:postr", "missing:postr", "poster"),
        ("year>=abc", "year>=abc", "1990"),
        ("state:happy", "state:happy", "Known"),
        ("(year>1", "(", "“)”"),
        ("year>1)", ")", "parenthesis"),
        ("genre:", "genre:", "genre"),
        ("genr:noir", "genr:noir", "genre"),
    ],
)
def test_an_error_in_a_filter_points_at_its_word(text: str, word: str, hint: str) -> None:
    with pytest.raises(filters.FilterError) as caught:
        filters.compile_filter(text)
    assert text[caught.value.start : caught.value.end] == word
    assert hint in caught.value.hint + caught.value.message


def test_a_title_with_a_colon_is_a_title() -> None:
    assert filters.compile_filter("Star Trek: Picard").words == "Star Trek: Picard"


@given(st.text(max_size=60))
@settings(max_examples=400, deadline=None)
def test_no_text_breaks_the_filter_language(text: str) -> None:
    error = _error_in(text)
    assert error is None or (0 <= error.start <= error.end <= len(text) and error.message)


def _error_in(text: str) -> filters.FilterError | None:
    try:
        filters.compile_filter(text)
    except filters.FilterError as error:
        return error
    return None


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_search(sqlite_store: Store, text: str) -> None:
    if _error_in(text) is None:
        assert list(sqlite_store.read_now(items.ids, ListQuery(filter=text))) == []


@pytest.fixture
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One database for many examples."""
    return Store(f"sqlite:///{tmp_path_factory.mktemp('search')}/a.db")


def test_completion_offers_names_and_values() -> None:
    assert "genre:" in filters.complete("gen", 3)
    assert "missing:poster" in filters.complete("year>1 missing:po", 17)


def test_the_saved_filters_can_all_be_counted(store: Store) -> None:
    store.write_now(_many)
    counts = store.read_now(items.saved_counts, ListQuery())
    assert counts["All"] == 230
    assert set(counts) == set(items.SAVED_FILTERS)


def _edit_and_undo(store: Store, work: Callable[[Session, int], str]) -> None:
    item_id = store.write_now(_film, "One")
    before = store.read_now(lambda session: session.get(Item, item_id).title)  # type: ignore[union-attr]
    batch = store.write_now(work, item_id)
    store.write_now(history.undo, batch)
    assert store.read_now(lambda session: session.get(Item, item_id).title) == before  # type: ignore[union-attr]


def test_an_edit_is_taken_back_and_had_again(store: Store) -> None:
    _edit_and_undo(store, lambda session, item_id: fields.edit(session, item_id, {"title": "Two"}))
    undo = store.read_now(history.last_undo)
    assert undo is not None
    store.write_now(history.undo, undo)
    assert list(store.read_now(items.ids, ListQuery(filter="Two")))
    told = [row.summary for _, row in store.read_now(history.batches)]
    assert told == ["Redo: Two: Edited title", "Undo: Two: Edited title", "Two: Edited title"]
    assert store.read_now(history.last_undo) is None, "a redo is nothing to do again"
