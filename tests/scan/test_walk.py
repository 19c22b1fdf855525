"""Walking real folders: what is told, what is left out, and what a quick pass may skip."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbycard.model.found import Mark
from lobbycard.scan import stamps as quick
from lobbycard.scan import walk
from lobbycard.scan.listing import FolderListing, FolderStamp, FolderState


def make(root: Path, *paths: str) -> Path:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return root


def by_path(root: Path, **options: object) -> dict[str, FolderListing]:
    return {listing.path: listing for listing in walk.walk(str(root), **options)}  # type: ignore[arg-type]  # as given


def files(listings: dict[str, FolderListing]) -> set[str]:
    return {f"{path}/{entry.name}".lstrip("/") for path, listing in listings.items() for entry in listing.entries}


def old(root: Path) -> None:
    """Make all folders look as if nobody had touched them for a day."""
    for folder, _, _ in os.walk(root):
        os.utime(folder, (1_600_000_000, 1_600_000_000))


def stamps(listings: dict[str, FolderListing], later_ns: int = 10**11) -> dict[str, FolderStamp]:
    """The stamps as if they had been taken a while later, when no folder was fresh any more."""
    return {
        path: listing.stamp._replace(listed_ns=listing.stamp.listed_ns + later_ns)
        for path, listing in listings.items()
        if listing.stamp
    }


def full_again(root: Path, first: dict[str, FolderListing]) -> dict[str, FolderListing]:
    """A full pass by somebody who kept what the first one said."""
    known = {path: stamp._replace(fingerprint=first[path].fingerprint()) for path, stamp in stamps(first).items()}
    return by_path(root, known=known, full=True)


def nothing_new(root: Path, known: dict[str, FolderStamp], threads: int = 1) -> bool:
    """What the short way says."""
    rows = [Mark(path, *stamp[:3], stamp.listed_ns) for path, stamp in known.items()]
    return all(quick.unchanged(str(root), rows, workers=threads))


def replace_by_folder(root: Path) -> None:
    """As when something else is mounted there."""
    root.rename(root.with_name("elsewhere"))
    root.mkdir()


def test_folders_come_in_order_with_their_files(tmp_path: Path) -> None:
    make(tmp_path, "B (2001)/b.mkv", "A (2000)/a.mkv", "A (2000)/Subs/a.srt", "loose.mkv")
    listings = list(walk.walk(str(tmp_path)))
    assert [listing.path for listing in listings] == ["", "A (2000)", "A (2000)/Subs", "B (2001)"]
    assert listings[0].folders == ("A (2000)", "B (2001)")
    entry = listings[1].entries[0]
    status = (tmp_path / "A (2000)/a.mkv").stat()
    assert entry == ("a.mkv", 1, status.st_mtime_ns, status.st_ino)


def test_the_order_is_the_same_with_threads(tmp_path: Path) -> None:
    make(tmp_path, *(f"Film {n}/{part}/f{n}.mkv" for n in range(60) for part in ("x", "y")))
    alone = [(listing.path, listing.entries) for listing in walk.walk(str(tmp_path), threads=1)]
    assert [(listing.path, listing.entries) for listing in walk.walk(str(tmp_path), threads=8)] == alone


def test_a_quick_pass_over_quiet_folders_lists_nothing(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", "B/Season 1/b.mkv")
    first = by_path(tmp_path)
    again = by_path(tmp_path, known=stamps(first), full=False)
    assert set(again) == set(first)
    assert all(listing.unchanged and not listing.entries for listing in again.values())


@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize(
    "change",
    [
        lambda root: make(root, "B/Season 1/new.mkv"),
        lambda root: (root / "C/c.mkv").unlink(),
        lambda root: (root / "C/c.mkv").rename(root / "C/d.mkv"),
        lambda root: (root / "C").rename(root / "D"),
        lambda root: (root / "D").mkdir(),
        lambda root: shutil.rmtree(root / "A"),
        lambda root: shutil.rmtree(root),
        lambda root: replace_by_folder(root),
        lambda root: os.utime(root / "A", (1, 1)),
    ],
)
def test_the_short_way_notices_whatever_changes_in_folders(
    tmp_path: Path, change: Callable[[Path], object], threads: int
) -> None:
    root = make(tmp_path / "lib", *(f"{n}/{n}.mkv" for n in range(600)), "A/a.mkv", "B/Season 1/b.mkv", "C/c.mkv")
    old(root)
    known = stamps(by_path(root))
    assert nothing_new(root, known, threads)
    change(root)
    assert not nothing_new(root, known, threads)


def test_the_short_way_trusts_neither_fresh_folders_nor_a_library_without_its_root(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv")
    first = by_path(tmp_path)
    assert not nothing_new(tmp_path, stamps(first, later_ns=0))
    known = stamps(first)
    del known[""]
    assert not nothing_new(tmp_path, known)
    assert not nothing_new(tmp_path, {})


def test_a_quick_pass_lists_only_the_folder_that_changed(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", "B/Season 1/b.mkv", "C/c.mkv")
    known = stamps(by_path(tmp_path))
    make(tmp_path, "B/Season 1/new.mkv")
    again = by_path(tmp_path, known=known, full=False)
    assert [path for path, listing in again.items() if not listing.unchanged] == ["B/Season 1"]
    assert files(again) == {"B/Season 1/b.mkv", "B/Season 1/new.mkv"}


def test_a_quick_pass_goes_down_into_new_folders(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv")
    known = stamps(by_path(tmp_path))
    make(tmp_path, "N/Season 1/n.mkv")
    again = by_path(tmp_path, known=known, full=False)
    assert files(again) == {"N/Season 1/n.mkv"}
    assert again["A"].unchanged


def test_a_folder_that_was_fresh_when_listed_is_listed_again(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv")
    first = by_path(tmp_path)
    fresh = {path: listing.stamp for path, listing in first.items() if listing.stamp}
    again = by_path(tmp_path, known=fresh, full=False)
    assert again["A"].state is FolderState.LISTED


def test_a_time_set_back_after_a_change_does_not_hide_it(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv")
    old(tmp_path)
    known = stamps(by_path(tmp_path))
    make(tmp_path, "A/added.mkv")
    old(tmp_path)
    assert files(by_path(tmp_path, known=known, full=False)) >= {"A/added.mkv"}


def test_another_folder_moved_to_the_same_name_is_listed(tmp_path: Path) -> None:
    make(tmp_path, "lib/A/a.mkv", "other/b.mkv")
    old(tmp_path)
    known = stamps(by_path(tmp_path / "lib"))
    os.rename(tmp_path / "lib/A", tmp_path / "gone")
    os.rename(tmp_path / "other", tmp_path / "lib/A")
    assert files(by_path(tmp_path / "lib", known=known, full=False)) == {"A/b.mkv"}


def test_a_file_rewritten_in_place_is_found_by_the_full_pass(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv")
    known = stamps(by_path(tmp_path))
    (tmp_path / "A/a.mkv").write_bytes(b"longer")
    assert by_path(tmp_path, known=known, full=False)["A"].unchanged
    assert by_path(tmp_path, known=known, full=True)["A"].entries[0].size == 6


def test_a_full_pass_tells_folders_whose_files_are_all_the_same_as_unchanged(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", "A/.hidden", "A/.actors/x.jpg", "A/@eaDir/SYNO", "B/Season 1/b.mkv", "C/VIDEO_TS/c.vob")
    make(tmp_path, os.fsdecode(b"D/\xff.mkv"))
    first = by_path(tmp_path)
    again = full_again(tmp_path, first)
    assert set(again) == set(first)
    assert all(listing.unchanged for listing in again.values())
    assert {path: listing.looked_at for path, listing in again.items() if listing.looked_at} == {
        path: len(listing.entries) for path, listing in first.items() if listing.entries
    }
    assert again["C/VIDEO_TS"].disc == "dvd"


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.mkv").write_bytes(b"longer"),
        lambda folder: os.utime(folder / "a.mkv", (5, 5)),
        lambda folder: os.replace(folder.parent / "spare.mkv", folder / "a.mkv"),
        lambda folder: make(folder, "b.mkv"),
        lambda folder: make(folder, "Trailers/t.mkv"),
        lambda folder: (folder / "a.mkv").rename(folder / "c.mkv"),
        lambda folder: (folder / ".nomedia").touch(),
        lambda folder: (folder / "out").symlink_to("/"),
        lambda folder: os.mkfifo(folder / "pipe"),
        lambda folder: os.utime(folder, (5, 5)),
        shutil.rmtree,
    ],
)
def test_a_full_pass_looks_closer_where_anything_differs(tmp_path: Path, change: Callable[[Path], object]) -> None:
    make(tmp_path, "A/a.mkv", "B/b.mkv", "spare.mkv")
    for file in tmp_path.rglob("*.mkv"):
        os.utime(file, (1_600_000_000, 1_600_000_000))
    old(tmp_path)
    first = by_path(tmp_path)
    change(tmp_path / "A")
    again = full_again(tmp_path, first)
    assert again["B"].unchanged
    assert "A" not in again or not again["A"].unchanged


def test_a_full_pass_looks_closer_wherever_ignore_files_count(tmp_path: Path) -> None:
    make(tmp_path, "A/Deep/a.mkv", "B/b.mkv")
    (tmp_path / "A/.ignore").write_text("*.bad\n")
    first = by_path(tmp_path)
    assert files(first) == {"A/Deep/a.mkv", "B/b.mkv"}
    (tmp_path / "A/.ignore").write_text("a.*\n")
    again = full_again(tmp_path, first)
    assert again["A/Deep"].state is FolderState.LISTED
    assert not again["A/Deep"].entries
    assert again["B"].unchanged


def test_a_path_that_no_database_takes_hides_only_what_is_below_it(tmp_path: Path) -> None:
    deep = "/".join(["Böse" * 45] * 11)
    folder = os.open(tmp_path, os.O_RDONLY)
    for name in deep.split("/"):
        os.mkdir(name, dir_fd=folder)
        above, folder = folder, os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(above)
    os.close(folder)
    make(tmp_path, "A/a.mkv")
    listings = by_path(tmp_path)
    assert files(listings) == {"A/a.mkv"}
    failed = [path for path, listing in listings.items() if listing.state is FolderState.FAILED]
    assert [len(os.fsencode(path)) > walk.LONGEST for path in failed] == [True]


@pytest.mark.parametrize(
    ("marker", "content"), [(".nomedia", ""), (".ignore", ""), (".ignore", "   \n"), (".ignore", "[\n")]
)
def test_a_marker_leaves_out_the_folder_and_all_below(tmp_path: Path, marker: str, content: str) -> None:
    make(tmp_path, "A/x/a.mkv", "B/b.mkv")
    (tmp_path / "A" / marker).write_text(content)
    listings = by_path(tmp_path)
    assert files(listings) == {"B/b.mkv"}
    assert listings["A"].state is FolderState.IGNORED
    assert marker in listings["A"].error


def test_an_ignore_file_with_rules_works_as_gitignore_and_the_nearest_counts(tmp_path: Path) -> None:
    make(tmp_path, "A/keep.mkv", "A/drop.mkv", "A/bonus/x.mkv", "A/deep/drop.mkv", "A/own/drop.mkv")
    (tmp_path / "A/.ignore").write_text("# mine\ndrop.*\n/bonus/\n!keep.mkv\n")
    (tmp_path / "A/own/.ignore").write_text("nothing\n")
    listings = by_path(tmp_path)
    assert files(listings) == {"A/keep.mkv", "A/own/drop.mkv"}
    assert dict(listings["A"].skipped)["drop.mkv"] == "left out by A/.ignore"


def test_plexignore_names_count_in_their_folder_and_in_the_root_everywhere(tmp_path: Path) -> None:
    make(tmp_path, "A/bad.mkv", "A/sub/bad.mkv", "A/sub/never.mkv", "A/sub/path.mkv", "A/good.mkv")
    (tmp_path / ".plexignore").write_text("never.*\n")
    (tmp_path / "A/.plexignore").write_text("# no\nBAD.*\nsub/path.mkv\n")
    assert files(by_path(tmp_path)) == {"A/sub/bad.mkv", "A/good.mkv"}


def test_rules_above_an_unchanged_folder_still_count_below_it(tmp_path: Path) -> None:
    make(tmp_path, "A/B/a.mkv")
    (tmp_path / "A/.ignore").write_text("*.bad\n")
    known = stamps(by_path(tmp_path))
    make(tmp_path, "A/B/new.bad")
    assert files(by_path(tmp_path, known=known, full=False)) == {"A/B/a.mkv"}


def test_the_library_own_patterns_leave_out_names(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", "A/Featurettes/f.mkv", "Old/x.mkv")
    assert files(by_path(tmp_path, ignore=["/Old/", "Featurettes"])) == {"A/a.mkv"}


def test_hidden_system_and_unfinished_things_are_skipped_with_a_reason(tmp_path: Path) -> None:
    make(
        tmp_path,
        "A/a.mkv",
        "A/._a.mkv",
        "A/.actors/X_Y.jpg",
        "A/@eaDir/a.mkv/SYNO",
        "#recycle/z.mkv",
        "System Volume Information/x",
        "_UNPACK_Film/f.mkv",
        ".lobbycard/bin/y.mkv",
        "A/a.trickplay/320/1.jpg",
        ".hidden/h.mkv",
    )
    listings = by_path(tmp_path)
    assert files(listings) == {"A/a.mkv", "A/.actors/X_Y.jpg"}
    assert dict(listings[""].skipped)[".lobbycard"] == "our own folder"
    assert dict(listings[""].skipped)["_UNPACK_Film"] == "an unfinished download"
    assert {note.name for note in listings["A"].skipped} == {"._a.mkv", "@eaDir", "a.trickplay"}


def test_links_inside_the_library_are_not_followed_twice_nor_out_of_it_at_all(tmp_path: Path) -> None:
    root = make(tmp_path / "lib", "A/a.mkv", ".store/s/s.mkv")
    make(tmp_path, "outside/o.mkv")
    (root / "alias").symlink_to(root / "A")
    (root / "A/loop").symlink_to("..")
    (root / "A/self").symlink_to("self")
    (root / "A/dangling.mkv").symlink_to("/nonexistent/x")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "out.mkv").symlink_to(tmp_path / "outside/o.mkv")
    (root / "one").symlink_to(root / ".store/s")
    (root / "two").symlink_to(root / ".store/s")
    listings = by_path(root)
    assert files(listings) == {"A/a.mkv", "one/s.mkv"}
    assert {note.name for note in listings[""].problems} == {"out", "out.mkv"}
    assert {note.name for note in listings["A"].problems} == {"self", "dangling.mkv"}
    assert dict(listings[""].skipped)["alias"] == "a link to A, which is scanned there"
    assert "loop" in dict(listings["A"].skipped)


def test_a_rescan_of_one_folder_follows_the_same_links(tmp_path: Path) -> None:
    root = make(tmp_path, ".store/s/s.mkv", "x/a.mkv", "y/b.mkv")
    (root / "x/one").symlink_to(root / ".store/s")
    (root / "y/two").symlink_to(root / ".store/s")
    known = stamps(by_path(root))
    assert files(by_path(root, known=known, start=["y"])) == {"y/b.mkv"}
    assert files(by_path(root, known=known, start=["x"])) == {"x/a.mkv", "x/one/s.mkv"}


def test_only_the_folders_asked_for_are_walked(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", "A/Subs/s.srt", "A/Other/o.mkv", "B/b.mkv")
    listings = by_path(tmp_path, start=["A", "gone"], enter=lambda path: path.endswith("Subs"))
    assert files(listings) == {"A/a.mkv", "A/Subs/s.srt"}
    assert listings["gone"].state is FolderState.VANISHED


def test_names_that_are_no_utf8_and_names_of_255_bytes_survive(tmp_path: Path) -> None:
    root = os.fsencode(tmp_path)
    odd = b"caf\xe9 \xff.mkv"
    long = ("東" * 83 + "ab.mkv").encode()
    assert len(long) == 255
    for name in (odd, long):
        Path(os.fsdecode(os.path.join(root, name))).write_bytes(b"x")
    names = [entry.name for listing in walk.walk(root) for entry in listing.entries]
    assert sorted(map(os.fsencode, names)) == sorted([odd, long])


def test_a_missing_root_raises_and_says_nothing_about_files(tmp_path: Path) -> None:
    with pytest.raises(walk.RootUnavailable, match="cannot be reached"):
        list(walk.walk(str(tmp_path / "nowhere")))
    make(tmp_path, "file")
    with pytest.raises(walk.RootUnavailable, match="not a folder"):
        list(walk.walk(str(tmp_path / "file")))


def test_a_root_that_goes_away_in_the_middle_raises(tmp_path: Path) -> None:
    root = make(tmp_path / "lib", "A/a.mkv", "B/b.mkv")
    found: Iterator[FolderListing] = walk.walk(str(root))
    next(found)
    os.rename(root, tmp_path / "elsewhere")
    with pytest.raises(walk.RootUnavailable):
        list(found)


def test_another_folder_in_the_place_of_the_root_raises(tmp_path: Path) -> None:
    root = make(tmp_path / "lib", "A/a.mkv")
    found = walk.walk(str(root))
    next(found)
    os.rename(root, tmp_path / "elsewhere")
    make(root, "A/x.mkv")
    with pytest.raises(walk.RootUnavailable, match="unmounted"):
        list(found)


def test_a_folder_that_vanishes_in_the_middle_is_told_and_the_walk_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", "B/b.mkv")
    found = walk.walk(str(tmp_path))
    next(found)
    os.rename(tmp_path / "A", tmp_path / "Z")
    rest = {listing.path: listing for listing in found}
    assert rest["A"].state is FolderState.VANISHED
    assert files(rest) == {"B/b.mkv"}


def test_a_folder_without_permission_is_told_and_the_walk_goes_on() -> None:
    code = (
        "import os, sys\nfrom lobbycard.scan import walk\n"
        "os.setuid(65534) if os.getuid() == 0 else None\n"
        "print([(l.path, l.state.value) for l in walk.walk(sys.argv[1])])"
    )
    # Not below tmp_path: pytest keeps its folders to their owner, and the walk runs as nobody when root runs the tests.
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, "A/a.mkv", "B/b.mkv")
        root.chmod(0o755)
        (root / "A").chmod(0)
        done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=False)
        (root / "A").chmod(0o755)
    assert done.stdout.strip() == "[('', 'listed'), ('A', 'denied'), ('B', 'listed')]", done.stderr


def test_disc_folders_are_marked_down_to_their_files(tmp_path: Path) -> None:
    make(tmp_path, "A/VIDEO_TS/VIDEO_TS.IFO", "B/BDMV/STREAM/00001.m2ts", "B/BDMV/index.bdmv", "C/c.mkv")
    listings = by_path(tmp_path)
    assert {path: listing.disc for path, listing in listings.items() if listing.disc} == {
        "A/VIDEO_TS": "dvd",
        "B/BDMV": "bluray",
        "B/BDMV/STREAM": "bluray",
    }
    assert by_path(tmp_path, start=["B/BDMV/STREAM"])["B/BDMV/STREAM"].disc == "bluray"


def test_sockets_and_pipes_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mkv")
    listing = by_path(tmp_path)[""]
    assert listing.entries == ()
    assert listing.skipped[0].name == "pipe.mkv"


def test_a_path_out_of_the_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="outside the library"):
        list(walk.walk(str(tmp_path), start=["A/../../etc"]))


def test_a_folder_of_twenty_thousand_files_is_one_listing(tmp_path: Path) -> None:
    for number in range(20_000):
        os.close(os.open(tmp_path / f"{number}.mkv", os.O_CREAT))
    assert len(by_path(tmp_path)[""].entries) == 20_000


NAMES = st.binary(min_size=1, max_size=40).filter(lambda name: b"/" not in name and b"\0" not in name)


@given(st.lists(NAMES, max_size=8), st.binary(max_size=80), st.sampled_from([".ignore", ".plexignore"]))
@settings(max_examples=60, deadline=None)
def test_no_names_and_no_ignore_files_stop_a_walk(
    tmp_path_factory: pytest.TempPathFactory, names: list[bytes], rules: bytes, marker: str
) -> None:
    root = tmp_path_factory.mktemp("walk")
    (root / marker).write_bytes(rules)
    for name in names:
        try:
            with open(os.path.join(os.fsencode(root), name), "xb"):
                pass
        except OSError:
            continue
    listings = list(walk.walk(str(root)))
    assert listings[0].path == ""
