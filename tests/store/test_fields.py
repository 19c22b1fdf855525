"""Locks hold, removals last, undo brings back: whatever is done in whatever order."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, col, select

from lobbycard.errors import Conflict, UsageError
from lobbycard.model import fields as registry
from lobbycard.model.artwork import Candidate
from lobbycard.model.facts import AlternateTitle, Credit, Facts, Rating, SetLink
from lobbycard.model.history import Activity
from lobbycard.model.item import FieldState, Item
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind, SelectedBy
from lobbycard.model.preference import Preference
from lobbycard.store import fields, history, sources, values
from lobbycard.store.database import Store
from lobbycard.store.history import Change

PREFERENCE = Preference({ItemKind.MOVIE: ("alpha", "beta")})
AUTOMATION = Change("auto", "enrich", "enrich")
_batches = iter(range(10**9))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'library.db'}")
    yield opened
    opened.close()


def _film(session: Session) -> int:
    session.execute(delete(Activity))
    item = Item(kind=ItemKind.MOVIE, title="Harbour")
    session.add(item)
    session.flush()
    session.add_all(
        Candidate(item_id=item.id, asset_type=AssetType.POSTER, provider=provider, url=f"{provider}:{number}")
        for number, provider in enumerate(("alpha", "alpha", "local", "beta"))
    )
    session.flush()
    return item.id


def film(store: Store) -> int:
    return store.write_now(_film)


def value(store: Store, item_id: int, name: str) -> Any:
    def read(session: Session) -> Any:
        return values.get(session, fields.item_by_id(session, item_id), registry.FIELDS[name])

    return store.read_now(read)


def everything(store: Store, item_id: int) -> dict[str, Any]:
    """All values with provenance and locks."""

    def read(session: Session) -> dict[str, Any]:
        item = fields.item_by_id(session, item_id)
        states = fields.states(session, item_id)
        return {
            info.name: (
                values.get(session, item, info),
                states[info.name].source if info.name in states else "",
                bool(info.name in states and states[info.name].locked),
            )
            for info in registry.of_kind(ItemKind.MOVIE)
        }

    return store.read_now(read)


def merge(
    store: Store, item_id: int, source: str, said: dict[str, Any], ids: dict[str, str] | None = None
) -> list[str]:
    def write(session: Session) -> list[str]:
        sources.remember(session, item_id, source, Facts(said, ids or {}))
        change = Change(f"merge-{next(_batches)}", "enrich", "enrich")
        return fields.merge(session, fields.item_by_id(session, item_id), PREFERENCE, change)

    return store.write_now(write)


def edit(store: Store, item_id: int, new: dict[str, Any]) -> str:
    return store.write_now(fields.edit, item_id, new)


def names(store: Store, item_id: int, field: str = "cast") -> list[str]:
    return [entry["name"] for entry in value(store, item_id, field) or [] if not entry.get("removed")]


def cast(*people: str) -> dict[str, Any]:
    return {"cast": tuple(Credit(name, CreditKind.CAST, f"as {name}") for name in people)}


# --- by example ----------------------------------------------------------------------------------------------------


def test_a_field_that_a_person_wrote_is_not_touched_by_a_provider(store: Store) -> None:
    item_id = film(store)
    edit(store, item_id, {"plot": "Mine."})
    assert merge(store, item_id, "alpha", {"plot": "Theirs.", "tagline": "New."}) == ["tagline"]
    assert value(store, item_id, "plot") == "Mine."


def test_a_field_that_a_person_emptied_stays_empty(store: Store) -> None:
    item_id = film(store)
    merge(store, item_id, "alpha", {"tagline": "Loud."})
    edit(store, item_id, {"tagline": None})
    merge(store, item_id, "alpha", {"tagline": "Louder."})
    assert value(store, item_id, "tagline") is None


def test_a_removed_actor_does_not_come_back_by_itself(store: Store) -> None:
    item_id = film(store)
    merge(store, item_id, "alpha", cast("Ann", "Bob", "Cem"))
    entries = value(store, item_id, "cast")
    edit(
        store, item_id, {"cast": [{**entry, "removed": True} if entry["name"] == "Bob" else entry for entry in entries]}
    )
    store.write_now(fields.set_locks, item_id, ["cast"], lock=False)
    for source in ("alpha", "beta"):
        merge(store, item_id, source, cast("Bob", "Ann", "Dee", "Cem"))
        assert "Bob" not in names(store, item_id)
    assert names(store, item_id) == ["Ann", "Dee", "Cem"]


def test_a_locked_role_survives_in_a_new_cast(store: Store) -> None:
    item_id = film(store)
    merge(store, item_id, "alpha", cast("Ann", "Bob"))
    entries = value(store, item_id, "cast")
    entries[1] |= {"role": "The Keeper", "role_locked": True}
    edit(store, item_id, {"cast": entries})
    store.write_now(fields.set_locks, item_id, ["cast"], lock=False)
    merge(store, item_id, "alpha", cast("Bob", "Cem"))
    roles = {entry["name"]: entry["role"] for entry in value(store, item_id, "cast")}
    assert roles == {"Bob": "The Keeper", "Cem": "as Cem"}


def test_the_preferred_source_wins_whatever_comes_first(store: Store) -> None:
    for order in (("alpha", "beta"), ("beta", "alpha")):
        item_id = film(store)
        for source in order:
            merge(store, item_id, source, {"plot": f"Plot of {source}.", "year": 1999})
        assert value(store, item_id, "plot") == "Plot of alpha."


def test_ids_and_ratings_are_gathered_from_all(store: Store) -> None:
    item_id = film(store)
    merge(store, item_id, "alpha", {"ratings": (Rating("alpha", 7.5, votes=10),)}, {"alpha": "1", "imdb": "tt0000001"})
    merge(store, item_id, "beta", {"ratings": (Rating("imdb", 8.0, votes=20),)}, {"beta": "2"})
    assert value(store, item_id, "ids") == {"alpha": "1", "imdb": "tt0000001", "beta": "2"}
    assert {row["source"] for row in value(store, item_id, "ratings")} == {"alpha", "imdb"}


def test_a_source_that_speaks_of_another_thing_than_the_person_said_is_not_heard(store: Store) -> None:
    item_id = film(store)
    merge(store, item_id, "nfo", {"title": "The Wrong One", "plot": "Wrong."}, {"alpha": "1"})
    edit(store, item_id, {"ids": {"alpha": "2"}})
    merge(store, item_id, "alpha", {"title": "The Right One", "plot": "Right."}, {"alpha": "2"})
    assert value(store, item_id, "title") == "The Right One"
    assert value(store, item_id, "plot") == "Right."
    assert value(store, item_id, "ids") == {"alpha": "2"}


def test_what_was_local_is_local_again_after_an_undo(store: Store) -> None:
    item_id = film(store)

    def choose(session: Session) -> tuple[int, int]:
        rows = {row.url: row for row in _candidates(session, item_id)}
        local, other = rows["local:2"].id, rows["alpha:0"].id
        fields.choose(session, fields.item_by_id(session, item_id), "poster", [local], AUTOMATION, source="local")
        return local, other

    local, other = store.write_now(choose)
    batch = edit(store, item_id, {"artwork.poster": [other]})
    store.write_now(history.undo, batch)
    rows = {row.id: row for row in store.read_now(_candidates, item_id)}
    assert rows[local].is_selected
    assert rows[local].selected_by is SelectedBy.LOCAL
    assert not rows[other].is_selected


def _candidates(session: Session, item_id: int) -> list[Candidate]:
    return list(session.exec(select(Candidate).where(col(Candidate.item_id) == item_id)))


def test_automation_adds_to_a_persons_pictures_without_taking_them_over(store: Store) -> None:
    item_id = film(store)
    ids = [row.id for row in store.read_now(_candidates, item_id)]
    edit(store, item_id, {"artwork.poster": [ids[0]]})
    store.write_now(fields.set_locks, item_id, ["artwork.poster"], lock=False)

    def add(session: Session) -> None:
        item = fields.item_by_id(session, item_id)
        fields.choose(session, item, "poster", [ids[0], ids[3]], AUTOMATION, source="auto")

    store.write_now(add)
    rows = {row.id: row for row in store.read_now(_candidates, item_id)}
    assert rows[ids[0]].selected_by is SelectedBy.USER
    assert rows[ids[3]].selected_by is SelectedBy.AUTO


def test_an_undo_over_a_later_change_is_refused_and_changes_nothing(store: Store) -> None:
    item_id = film(store)
    first = edit(store, item_id, {"plot": "One.", "tagline": "A."})
    edit(store, item_id, {"plot": "Two."})
    before = everything(store, item_id)
    with pytest.raises(Conflict, match="changed again"):
        store.write_now(history.undo, first)
    assert everything(store, item_id) == before


def test_a_field_cannot_hold_nonsense(store: Store) -> None:
    item_id = film(store)
    for name, wrong in (("year", "soon"), ("year", 12), ("premiered", "yesterday"), ("title", ""), ("user_rating", 11)):
        with pytest.raises(UsageError):
            edit(store, item_id, {name: wrong})


# --- any order -----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["", "One.", "Two.", "Three.", "Zwölf Stühle", "  spaces  ", "bell\x07"])
PEOPLE = st.lists(st.sampled_from(["Ann", "Bob", "Cem", "Dee"]), max_size=4, unique=True)
TERMS = st.lists(st.sampled_from(["Noir", "noir", "Comedy", "Western"]), max_size=3)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Harbour", "Hafen", "Port"]),
        "plot": WORDS,
        "tagline": WORDS,
        "year": st.sampled_from([1999, 2000]),
        "genres": TERMS.map(tuple),
        "cast": PEOPLE.map(lambda people: tuple(Credit(name, role=f"as {name}") for name in people)),
        "crew": PEOPLE.map(lambda people: tuple(Credit(name, CreditKind.CREW, job="Director") for name in people)),
        "ratings": st.just((Rating("alpha", 7.0),)),
        "alternate_titles": st.just((AlternateTitle("Anderswo", language="de"),)),
        "set": st.sampled_from([SetLink("Sea Films"), SetLink("Land Films")]),
    },
)
IDS = st.dictionaries(st.sampled_from(["alpha", "beta", "imdb"]), st.sampled_from(["1", "2"]), max_size=2)
NEW = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["My Harbour", "Our Harbour"]),
        "plot": st.sampled_from(["Mine.", None]),
        "year": st.sampled_from([1950, None]),
        "genres": TERMS,
        "ids": st.sampled_from([{"alpha": "1"}, {"alpha": "9"}]),
        "set": st.sampled_from([None, {"name": "Sea Films"}]),
        "cast": st.sampled_from([[{"name": "Zoe", "role": "Herself"}], [{"name": "Ann"}, {"name": "Zoe"}], []]),
        "crew": st.sampled_from([[{"name": "Zoe", "job": "Director"}], []]),
        "ratings": st.sampled_from([[{"source": "me", "value": 7, "max": 10}], []]),
        "alternate_titles": st.sampled_from([[{"title": "Elsewhere"}], []]),
    },
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sampled_from(["alpha", "beta", "nfo", "filename"]), SAID, IDS),
        st.tuples(st.just("edit"), NEW),
        st.tuples(
            st.just("lock"), st.sampled_from(["title", "plot", "genres", "cast", "artwork.poster"]), st.booleans()
        ),
        st.tuples(st.just("choose"), st.lists(st.integers(0, 3), max_size=2, unique=True)),
        st.tuples(st.just("pick"), st.lists(st.integers(0, 3), max_size=2, unique=True)),
        st.tuples(st.just("remove actor"), st.integers(0, 3)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("forget"), st.sampled_from(["alpha", "beta"])),
    ),
    min_size=1,
    max_size=14,
)
BY_AUTOMATION = {"merge", "choose", "forget"}


def do(store: Store, item_id: int, posters: list[int], step: tuple[Any, ...]) -> None:
    match step:
        case ("merge", source, said, ids):
            merge(store, item_id, source, said, ids)
        case ("edit", new):
            edit(store, item_id, new)
        case ("lock", name, lock):
            store.write_now(fields.set_locks, item_id, [name], lock=lock)
        case ("choose", chosen):
            store.write_now(_choose, item_id, [posters[number] for number in chosen])
        case ("pick", chosen):
            edit(store, item_id, {"artwork.poster": [posters[number] for number in chosen]})
        case ("remove actor", number):
            _remove_actor(store, item_id, number)
        case ("undo",):
            _undo_last(store)
        case ("forget", source):
            store.write_now(sources.forget, item_id, [source])


def _choose(session: Session, item_id: int, ids: list[int]) -> None:
    item = fields.item_by_id(session, item_id)
    fields.choose(session, item, "poster", ids, Change(f"choose-{next(_batches)}", "select", "select"), source="auto")


def _remove_actor(store: Store, item_id: int, number: int) -> None:
    entries = value(store, item_id, "cast") or []
    if number < len(entries):
        entries[number]["removed"] = True
        edit(store, item_id, {"cast": entries})
        store.write_now(fields.set_locks, item_id, ["cast"], lock=False)


def _undo_last(store: Store) -> None:
    batch = store.read_now(history.last_undoable)
    if batch is not None:
        try:
            store.write_now(history.undo, batch)
        except Conflict:
            return


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_steps_lets_automation_touch_what_is_locked(store: Store, steps: list[tuple[Any, ...]]) -> None:
    item_id = film(store)
    posters = [row.id for row in store.read_now(_candidates, item_id)]
    for step in steps:
        before = everything(store, item_id)
        removed = _removed(before["cast"][0])
        do(store, item_id, posters, step)
        after = everything(store, item_id)
        if step[0] in BY_AUTOMATION:
            for name, state in before.items():
                if state[2]:
                    assert after[name] == state, (name, step)
            assert removed <= _removed(after["cast"][0]), step
            present = {entry["person"] for entry in after["cast"][0] or [] if not entry.get("removed")}
            assert not removed & present
        assert after["title"][0], "an item without a title"


def _removed(entries: list[dict[str, Any]] | None) -> set[int]:
    return {entry["person"] for entry in entries or [] if entry.get("removed")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, new=NEW)
def test_an_undo_brings_back_all_that_was_and_a_redo_all_that_came(
    store: Store, steps: list[tuple[Any, ...]], new: dict[str, Any]
) -> None:
    item_id = film(store)
    posters = [row.id for row in store.read_now(_candidates, item_id)]
    for step in steps:
        do(store, item_id, posters, step)
    before = everything(store, item_id)
    batch = edit(store, item_id, new)
    after = everything(store, item_id)
    if before == after:
        return
    undo = store.write_now(history.undo, batch)
    assert everything(store, item_id) == before
    store.write_now(history.undo, undo)
    assert everything(store, item_id) == after


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.sampled_from(["alpha", "beta", "nfo"]), SAID, IDS), min_size=1, max_size=4))
def test_the_same_words_merged_again_change_nothing(store: Store, said: list[tuple[str, Any, Any]]) -> None:
    item_id = film(store)
    for source, facts, ids in said:
        merge(store, item_id, source, facts, ids)
    before = everything(store, item_id)
    for source, facts, ids in said[-1:]:
        assert merge(store, item_id, source, facts, ids) == []
    assert everything(store, item_id) == before


def test_the_lock_rows_are_what_the_screens_read(store: Store) -> None:
    item_id = film(store)
    edit(store, item_id, {"plot": "Mine."})

    def row(session: Session) -> tuple[str, bool, str]:
        state = session.get_one(FieldState, (item_id, "plot"))
        return state.source, state.locked, state.changed_by

    assert store.read_now(row) == ("user", True, "user")
