"""A plan is carried out just as it was shown, or not at all."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lobbycard.errors import Conflict, FileError
from lobbycard.organise import bins, files, ownership, plan
from lobbycard.organise.plan import Source
from tests.organise import stage
from tests.organise.desk import Desk


def test_a_plan_writes_replaces_recycles_moves_and_copies(library: Desk) -> None:
    stage.build(library)
    stage.act(library, "publish")
    film = stage.FILM
    assert library.text(f"{film}/{film}.nfo") == "<movie>new</movie>"
    assert library.text(f"{film}/poster.jpg") == "new poster"
    assert library.text(f"{film}/extrafanart/fanart1.jpg") == "more fanart"
    assert not stage.has(library, f"{film}/folder.png")
    assert library.text("Low Tide (2001)/poster.jpg") == "low poster"
    assert library.text("Low Tide (2001)/copy.mkv") == "low tide"
    assert library.binned() == sorted([b"<movie>old</movie>", b"old poster", b"rival"])
    assert not library.temporaries()
    assert not library.pending()


def test_an_undo_brings_the_tree_back_and_a_redo_the_change(library: Desk) -> None:
    stage.build(library)
    before = library.tree()
    stage.act(library, "publish")
    after = library.tree()
    stage.act(library, "undo")
    assert library.tree() == before
    assert not stage.has(library, f"{stage.FILM}/extrafanart")
    stage.act(library, "redo")
    assert library.tree() == after
    library.undo("publish", "again")
    assert library.tree() == before


def test_a_deleted_folder_comes_back_whole(library: Desk) -> None:
    stage.build(library)
    before = library.tree()
    stage.act(library, "delete")
    assert not stage.has(library, "Low Tide (2001)")
    library.undo("delete", "undo")
    assert library.tree() == before


def test_a_file_that_changed_after_the_preview_is_not_touched(library: Desk) -> None:
    stage.build(library)
    steps = stage.publish(library)
    library.put(f"{stage.FILM}/poster.jpg", b"theirs meanwhile")
    before = library.tree()
    with pytest.raises(Conflict, match="has changed"):
        library.apply(*steps)
    assert library.tree() == before
    assert not library.in_effect("b1")


def test_a_file_that_changes_while_the_plan_runs_stops_it_there(library: Desk) -> None:
    stage.build(library)
    steps = stage.publish(library)[:3]

    def interfere(point: str) -> None:
        if point == "temporary checked":
            library.put(f"{stage.FILM}/fanart.jpg", b"theirs")

    with pytest.raises(Conflict, match="it was not when this was planned"):
        library.apply(*steps, checkpoint=interfere)
    assert library.text(f"{stage.FILM}/fanart.jpg") == "theirs"
    assert not library.temporaries()
    assert not library.pending()


def test_a_file_that_appears_in_the_last_moment_is_not_overwritten(library: Desk) -> None:
    library.put("Film/Film.mkv", b"v")
    step = plan.move(library.path("Film/Film.mkv"), library.path("Film/New.mkv"), library.seen("Film/Film.mkv"))
    library.put("Film/New.mkv", b"somebody's")
    with pytest.raises(Conflict, match="already"):
        library.apply(step)
    assert library.text("Film/New.mkv") == "somebody's"
    assert library.text("Film/Film.mkv") == "v"


def test_an_undo_refuses_when_something_was_changed_since_and_changes_nothing(library: Desk) -> None:
    stage.build(library)
    stage.act(library, "publish")
    library.put(f"{stage.FILM}/fanart.jpg", b"theirs")
    before = library.tree()
    with pytest.raises(Conflict, match=r"fanart\.jpg has changed"):
        stage.act(library, "undo")
    assert library.tree() == before


def test_an_undo_refuses_what_is_no_longer_in_the_bin(library: Desk) -> None:
    stage.build(library)
    stage.act(library, "delete")
    for path, _ in list(bins.listed(bins.inside(library.root))):
        bins.remove(path, bins.inside(library.root))
    with pytest.raises(Conflict, match="no longer in the recycle bin"):
        library.undo("delete", "undo")


@pytest.mark.parametrize("inside", ["../outside.nfo", "a/../../outside.nfo", "./x.nfo", "a//b.nfo", "x/.."])
def test_a_path_out_of_the_library_is_refused(library: Desk, inside: str) -> None:
    with pytest.raises(FileError, match="not inside the library"):
        library.apply(plan.write(f"{library.root}/{inside}", b"x"))


def test_an_absolute_path_elsewhere_is_refused(library: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not inside"):
        library.apply(plan.write(str(tmp_path / "elsewhere.nfo"), b"x"))
    with pytest.raises(FileError, match="not inside"):
        library.apply(plan.write(library.root + "-2/x.nfo", b"x"))


def test_a_symlink_that_leads_out_is_not_followed(library: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    os.symlink(outside, library.path("Film"))
    with pytest.raises(FileError, match="leads out of the library"):
        library.apply(plan.write(library.path("Film/movie.nfo"), b"x"))
    assert not list(outside.iterdir())


def test_a_symlink_inside_the_library_may_be_gone_through(library: Desk) -> None:
    library.put("Real/Film.mkv", b"v")
    os.symlink(library.path("Real"), library.path("Alias"))
    library.apply(plan.write(library.path("Alias/movie.nfo"), b"x"))
    assert library.text("Real/movie.nfo") == "x"


def test_a_target_that_is_a_symlink_or_a_folder_is_not_replaced(library: Desk) -> None:
    library.put("Film/real.nfo", "precious")
    os.symlink(library.path("Film/real.nfo"), library.path("Film/movie.nfo"))
    with pytest.raises(FileError, match="symbolic link"):
        library.apply(plan.write(library.path("Film/movie.nfo"), b"x", expected=library.seen("Film/movie.nfo")))
    os.mkdir(library.path("Film/poster.jpg"))
    with pytest.raises(FileError, match="is a folder"):
        library.apply(plan.write(library.path("Film/poster.jpg"), b"x"))
    assert library.text("Film/real.nfo") == "precious"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a" * 252 + ".nfo", "longer than 255 bytes"),
        ("\N{GREEK SMALL LETTER ALPHA}" * 127 + ".nfo", "longer than 255 bytes"),
        ("bad\nname.nfo", "control characters"),
        ("bad\0name.nfo", "control characters"),
    ],
)
def test_impossible_names_are_refused_before_anything_happens(library: Desk, name: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        library.apply(plan.write(library.path("first.nfo"), b"1"), plan.write(library.path(name), b"x"))
    assert not library.tree()


def test_the_longest_possible_name_is_written(library: Desk) -> None:
    name = "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 83 + "ab.nfo"
    assert len(name.encode()) == 255
    library.apply(plan.write(library.path(name), b"x"))
    library.apply(plan.write(library.path(name), b"y", expected=library.seen(name)), batch="b2")
    assert library.text(name) == "y"


def test_a_name_that_is_not_utf8_survives_write_undo_and_bin(library: Desk) -> None:
    name = os.fsdecode(b"Caf\xe9 (2001).nfo")
    library.put(name, "old")
    library.apply(plan.write(library.path(name), b"new", expected=library.seen(name)))
    entries = [entry for _, entry in bins.listed(bins.inside(library.root))]
    assert entries[0].original == library.path(name)
    library.undo("b1", "undo")
    assert library.text(name) == "old"


def test_other_hard_links_keep_the_old_content(library: Desk, tmp_path: Path) -> None:
    path = library.put("Film/Film.nfo", "seeding")
    os.link(path, tmp_path / "seed.nfo")
    library.apply(plan.write(path, b"ours", expected=library.seen("Film/Film.nfo")))
    assert (tmp_path / "seed.nfo").read_text() == "seeding"
    assert library.text("Film/Film.nfo") == "ours"
    library.undo("b1", "undo")
    assert os.path.samefile(path, tmp_path / "seed.nfo")


def test_new_files_take_the_mode_that_the_others_have(library: Desk) -> None:
    for name in ("a.mkv", "b.srt"):
        os.chmod(library.put(f"Film/{name}", b"x"), 0o664)
    os.chmod(library.put("Film/odd.txt", b"x"), 0o700)
    library.apply(plan.write(library.path("Film/movie.nfo"), b"x"))
    assert os.stat(library.path("Film/movie.nfo")).st_mode & 0o777 == 0o664


def test_a_replaced_file_hands_its_mode_on(library: Desk) -> None:
    os.chmod(library.put("Film/movie.nfo", b"old"), 0o640)
    library.apply(plan.write(library.path("Film/movie.nfo"), b"x", expected=library.seen("Film/movie.nfo")))
    assert os.stat(library.path("Film/movie.nfo")).st_mode & 0o777 == 0o640


def test_configured_modes_win(library: Desk) -> None:
    library.manner = ownership.manner("0604", "0750")
    os.chmod(library.put("Film/a.mkv", b"x"), 0o664)
    library.apply(
        plan.write(library.path("Film/movie.nfo"), b"x"),
        plan.make_folder(library.path("Film/extras")),
    )
    assert os.stat(library.path("Film/movie.nfo")).st_mode & 0o777 == 0o604
    assert os.stat(library.path("Film/extras")).st_mode & 0o777 == 0o750


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_new_files_belong_to_whom_the_others_belong(library: Desk) -> None:
    os.chown(library.put("Film/a.mkv", b"x"), 1234, 4321)
    library.apply(plan.write(library.path("Film/movie.nfo"), b"x"))
    info = os.stat(library.path("Film/movie.nfo"))
    assert (info.st_uid, info.st_gid) == (1234, 4321)


def test_a_blob_is_copied_and_a_damaged_one_refused(library: Desk, tmp_path: Path) -> None:
    import hashlib

    blob = tmp_path / "blob"
    blob.write_bytes(b"picture")
    good = Source(str(blob), hashlib.sha256(b"picture").hexdigest(), 7)
    library.apply(plan.write(library.path("poster.jpg"), good))
    assert library.text("poster.jpg") == "picture"
    blob.write_bytes(b"pictuRe")
    with pytest.raises(FileError, match="damaged"):
        library.apply(plan.write(library.path("fanart.jpg"), good), batch="b2")
    blob.unlink()
    with pytest.raises(FileError, match="has lost"):
        library.apply(plan.write(library.path("fanart.jpg"), good), batch="b3")
    assert set(library.tree()) == {"poster.jpg"}
    assert not library.temporaries()


def test_a_case_only_rename_works(library: Desk) -> None:
    library.put("Film/Poster.JPG", b"p")
    library.apply(
        plan.move(library.path("Film/Poster.JPG"), library.path("Film/poster.jpg"), library.seen("Film/Poster.JPG"))
    )
    assert os.listdir(library.path("Film")) == ["poster.jpg"]
    library.undo("b1", "undo")
    assert os.listdir(library.path("Film")) == ["Poster.JPG"]


def test_without_a_bin_what_is_replaced_is_gone_and_an_undo_says_so(library: Desk) -> None:
    library.is_kept = False
    library.put("movie.nfo", "old")
    library.apply(plan.write(library.path("movie.nfo"), b"new", expected=library.seen("movie.nfo")))
    assert not library.binned()
    with pytest.raises(Conflict, match="was not kept"):
        library.undo("b1", "undo")


def test_a_restored_nfo_looks_new_to_players(library: Desk) -> None:
    path = library.put("movie.nfo", "old")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    library.apply(plan.write(path, b"new", expected=library.seen("movie.nfo")))
    library.undo("b1", "undo")
    assert library.text("movie.nfo") == "old"
    assert os.stat(path).st_mtime > 1_500_000_000


def test_two_steps_with_one_result_are_refused(library: Desk) -> None:
    with pytest.raises(Conflict, match="Two files"):
        library.apply(plan.write(library.path("a.nfo"), b"1"), plan.write(library.path("a.nfo"), b"2"))


def test_an_own_plan_may_build_on_its_own_steps(library: Desk) -> None:
    library.put("a.jpg", b"a")
    library.put("b.jpg", b"b")
    library.apply(
        plan.recycle(library.path("a.jpg"), library.seen("a.jpg")),
        plan.move(library.path("b.jpg"), library.path("a.jpg"), library.seen("b.jpg")),
    )
    assert library.tree() == {"a.jpg": b"b"}
    library.undo("b1", "undo")
    assert library.tree() == {"a.jpg": b"a", "b.jpg": b"b"}


def test_cancelling_stops_between_portions_and_what_was_done_can_be_undone(library: Desk) -> None:
    from lobbycard.organise.apply import apply

    steps = [plan.write(library.path(f"{number:03}.nfo"), b"x") for number in range(120)]
    asked = iter([False, True])
    applied = apply(library.plan(*steps), library.site(batch="b1"), cancelled=lambda: next(asked))
    assert applied.cancelled
    assert 0 < applied.steps < 120
    assert len(library.tree()) == applied.steps
    library.undo("b1", "undo")
    assert not library.tree()


def test_the_preview_names_every_file_and_why(library: Desk) -> None:
    stage.build(library)
    shown = plan.Plan(
        library.root,
        tuple(stage.publish(library)),
        "b",
        "s",
        kept=(plan.Kept(library.path("x.nfo"), "is locked"),),
    )
    rows = shown.describe()
    assert [str(row.action) for row in rows] == [
        "replaced",
        "replaced",
        "written",
        "recycled",
        "made",
        "written",
        "moved",
        "copied",
        "kept",
    ]
    assert rows[3].plain()["reason"] == "a rival of poster.jpg"
    assert (
        rows[6].line().startswith("moved     Low Tide (2001)/Low Tide (2001)-poster.jpg -> Low Tide (2001)/poster.jpg")
    )
    assert shown.counts() == {
        "replaced": 2,
        "written": 2,
        "recycled": 1,
        "made": 1,
        "moved": 1,
        "copied": 1,
        "kept": 1,
    }


@pytest.mark.parametrize("year", [1601, 2446])
def test_a_file_of_an_impossible_year_goes_and_comes_back(library: Desk, year: int) -> None:
    film = library.put("Film/Film.mkv", b"")
    os.truncate(film, files.HASHED_UP_TO + 1)
    moment = int(datetime(year, 2, 1, tzinfo=UTC).timestamp()) * 10**9
    os.utime(film, ns=(moment, moment))
    there = os.lstat(film).st_mtime_ns
    library.apply(plan.move(film, library.path("Film/Other.mkv"), library.seen("Film/Film.mkv")))
    library.apply(plan.recycle(library.path("Film/Other.mkv"), library.seen("Film/Other.mkv")), batch="b2")
    assert not library.tree()
    library.undo("b2", "undo2")
    library.undo("b1", "undo1")
    library.undo("undo1", "redo")
    assert list(library.tree()) == ["Film/Other.mkv"]
    assert os.lstat(library.path("Film/Other.mkv")).st_mtime_ns == there
