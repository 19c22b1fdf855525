"""Filters against the database: any test with any value, what a filter says for itself, and that lists use indexes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.artwork import Candidate
from lobbycard.model.columns import now
from lobbycard.model.item import ExternalId, Item
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.store import filters, items
from lobbycard.store.database import Store, touched
from lobbycard.store.items import ListQuery, Sort
from lobbycard.store.properties import PROPERTIES

_OPERATORS = [":", "=", "!=", ">", ">=", "<", "<="]
_ODD = [
    "inf",
    "-inf",
    "nan",
    "1e999",
    "9" * 40,
    "-5",
    "²",
    "٣",
    "1..2..3",
    "..",
    "0x10",
    "99999999999d",
    "²d",
    "%",
    "_",
    "\\",
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One database for many examples."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('filters')}/a.db")
    store.write_now(_fill)
    return store


def _fill(session: Session) -> None:
    for title, deleted in (("is:deleted", None), ("Kind: a film", None), ("Gone", now())):
        item = Item(kind=ItemKind.MOVIE, title=title, deleted_on=deleted)
        session.add(item)
        session.flush()
        touched(session, Topic.ITEM, [item.id])


@given(st.sampled_from(sorted(PROPERTIES)), st.sampled_from(_OPERATORS), st.sampled_from(_ODD) | st.text(max_size=12))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_of_any_property_is_tested_or_refused_with_a_word(
    filled: Store, name: str, operator: str, value: str
) -> None:
    try:
        filled.read_now(items.ids, ListQuery(filter=f'{name}{operator}"{value.replace(chr(34), "")}"'))
    except filters.FilterError as error:
        assert error.message  # noqa: PT017  # both are right


@pytest.mark.parametrize("value", _ODD)
def test_odd_numbers_are_tested_or_refused_on_every_database(store: Store, value: str) -> None:
    for name in ("year", "size", "runtime", "rating", "added", "resolution", "files", "complete"):
        for operator in (":", ">", "<="):
            try:
                store.read_now(items.count, ListQuery(filter=f"{name}{operator}{value}"))
            except filters.FilterError as error:
                assert error.message  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('title:"is:deleted"', ["is:deleted"]),
        ('title:"kind:"', ["Kind: a film"]),
        ("title:Gone", []),
        ("is:deleted", ["Gone"]),
        ("IS:Deleted", ["Gone"]),
        ("-is:deleted title:film", ["Kind: a film"]),
        ("title:Gone (is:deleted or year>3000)", ["Gone"]),
    ],
)
def test_deleted_items_are_found_by_who_asks_for_them_not_by_who_only_writes_the_word(
    filled: Store, text: str, found: list[str]
) -> None:
    rows = filled.read_now(items.rows, list(filled.read_now(items.ids, ListQuery(filter=text))))
    assert sorted(row.title for row in rows.values()) == found


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", [sort for sort in Sort if sort is not Sort.RELEVANCE])
def test_a_whole_list_comes_out_of_an_index_in_its_order(filled: Store, sort: Sort, descending: bool) -> None:
    plan = _plan(filled, items._merged(ListQuery(sort=sort, descending=descending)))
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
    assert plan.count("ix_item_by_") == 2


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("All", "ix_item_by_"),
        ("Incomplete", "ix_item_by_completeness"),
        ("Unpublished changes", "ix_item_unpublished"),
        ("Unmonitored", "ix_item_unmonitored"),
        ("Recently added", "ix_item_by_sort_added"),
        ("Needs identification", "ix_item_state"),
        ("Drift", "ix_drift_item_id"),
    ],
)
def test_a_saved_filter_is_counted_in_an_index(filled: Store, name: str, index: str) -> None:
    from sqlalchemy import func, select

    query = ListQuery(filter=items.SAVED_FILTERS[name])
    assert index in _plan(filled, select(func.count()).select_from(Item).where(*items._where(query)))


def _plan(store: Store, statement: object) -> str:
    """How SQLite would go about it."""
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    return str(store.maintain(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:")))


def test_pictures_are_looked_for_by_the_language_of_what_is_chosen(store: Store) -> None:
    def fill(session: Session) -> None:
        for title, languages in (
            ("German", ["de"]),
            ("English", ["en"]),
            ("Both, English chosen", ["en", "de"]),
            ("None", []),
        ):
            item = Item(kind=ItemKind.MOVIE, title=title)
            session.add(item)
            session.flush()
            for number, language in enumerate(languages):
                logo = Candidate(
                    item_id=item.id,
                    asset_type=AssetType.CLEARLOGO,
                    provider="demo",
                    url=f"https://pictures.invalid/{title}/{language}.png",
                    language=language,
                    is_selected=number == 0,
                )
                session.add(logo)
            touched(session, Topic.ITEM, [item.id])

    store.write_now(fill)

    def titles(text: str) -> set[str]:
        ids = store.read_now(items.ids, ListQuery(filter=text))
        return {item.title for item in store.read_now(items.by_ids, list(ids))}

    assert titles("missing:clearlogo") == {"None"}
    assert titles("missing:clearlogo.de") == {"English", "Both, English chosen", "None"}
    assert titles("has:clearlogo.de") == {"German"}
    assert titles("has:artwork.clearlogo.en") == {"English", "Both, English chosen"}


def test_what_is_there_twice_is_found_by_ids_or_by_title_and_year(store: Store) -> None:
    store.write_now(_twins)
    found = store.read_now(items.ids, ListQuery(filter="is:double"))
    folders = sorted(row.folder or "" for row in store.read_now(items.by_ids, found))
    assert folders == ["Fog (1980)", "Fog (1980) 4K", "Nebel", "The Mist"]


def _twins(session: Session) -> None:
    rows = [
        ("Fog", 1980, "Fog (1980)", "", None),
        ("Fog", 1980, "Fog (1980) 4K", "", None),
        ("Fog", 2005, "Fog (2005)", "", None),
        ("Fog", 2005, "Fog (2005) old", "", now()),
        ("Nebel", 2007, "Nebel", "5876", None),
        ("The Mist", 2008, "The Mist", "5876", None),
        ("Rain", None, "Rain", "", None),
        ("Rain", None, "Rain 2", "", None),
    ]
    for title, year, folder, tmdb, deleted in rows:
        item = Item(kind=ItemKind.MOVIE, title=title, clean_title=title.lower(), year=year, folder=folder)
        item.deleted_on = deleted
        session.add(item)
        session.flush()
        if tmdb:
            session.add(ExternalId(item_id=item.id, provider="tmdb", value=tmdb))
        touched(session, Topic.ITEM, [item.id])
    session.flush()


_ENDLESS = {
    "parentheses": "(" * 5_000 + "a" + ")" * 5_000,
    "negations": "not " * 5_000 + "a",
    "choices": " or ".join(["a"] * 5_000),
    "conditions": " ".join(f"year:{year}" for year in range(5_000)),
    "letters": "title:" + "x" * 60_000,
}


@pytest.mark.parametrize("name", _ENDLESS)
def test_a_filter_without_an_end_is_refused_and_the_longest_allowed_is_not(store: Store, name: str) -> None:
    with pytest.raises(filters.FilterError, match="too long"):
        filters.compile_filter(_ENDLESS[name])
    depth = filters.MOST_WORDS // 2 - 1
    longest = {
        "parentheses": "(" * depth + "a" + ")" * depth,
        "negations": "not " * (filters.MOST_WORDS - 1) + "year>1",
        "choices": "year>1" + " or year>1" * depth,
        "conditions": " ".join(f"year>{year}" for year in range(filters.MOST_WORDS)),
        "letters": "title:" + "x" * (filters.MOST_LETTERS - 6),
    }
    query = ListQuery(filter=longest[name], sort=Sort.TITLE)
    store.read_now(items.page, query, None, 20)
