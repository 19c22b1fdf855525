"""What a walk means for the files that are known."""

import os
from pathlib import Path

from lobbycard.scan import compare, probe, walk
from lobbycard.scan.compare import Changes, KnownFile
from lobbycard.scan.listing import FolderListing, FolderStamp, FolderState, Note
from tests.scan import trees


def known(root: Path) -> list[KnownFile]:
    files: list[KnownFile] = []
    for listing in walk.walk(str(root)):
        for entry in listing.entries:
            path = f"{listing.path}/{entry.name}".lstrip("/")
            mark = probe.quick_hash(str(root / path))
            files.append(KnownFile(len(files), path, entry.size, entry.mtime_ns, entry.inode, mark))
    return files


def again(root: Path, files: list[KnownFile]) -> Changes:
    return compare.compare(files, walk.walk(str(root)), lambda path: probe.quick_hash(str(root / path)))


def make(root: Path, path: str, content: bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_nothing_changed_means_an_empty_plan(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", b"one")
    assert again(tmp_path, known(tmp_path)) == Changes()


def test_new_changed_gone_and_back(tmp_path: Path) -> None:
    for name in ("same", "changed", "gone", "back"):
        make(tmp_path, f"A/{name}.mkv", name.encode())
    files = [file._replace(missing=file.path == "A/back.mkv") for file in known(tmp_path)]
    make(tmp_path, "A/changed.mkv", b"much longer than before")
    (tmp_path / "A/gone.mkv").unlink()
    make(tmp_path, "B/new.mkv", b"new here")
    plan = again(tmp_path, files)
    assert [found.path for found in plan.new] == ["B/new.mkv"]
    assert [pair.found.path for pair in plan.changed] == ["A/changed.mkv"]
    assert [file.path for file in plan.gone] == ["A/gone.mkv"]
    assert [pair.known.path for pair in plan.back] == ["A/back.mkv"]
    assert plan.moved == []


def test_a_renamed_file_is_recognised_without_reading_it(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", b"content")
    files = known(tmp_path)
    (tmp_path / "B").mkdir()
    os.rename(tmp_path / "A/a.mkv", tmp_path / "B/b.mkv")
    plan = compare.compare(files, walk.walk(str(tmp_path)), lambda path: None)
    assert [(pair.known.path, pair.found.path) for pair in plan.moved] == [("A/a.mkv", "B/b.mkv")]
    assert (plan.new, plan.gone) == ([], [])


def test_a_file_copied_to_another_disk_is_recognised_by_its_content(tmp_path: Path) -> None:
    old = make(tmp_path, "A/a.mkv", os.urandom(500_000))
    make(tmp_path, "A/other.mkv", os.urandom(500_000))
    files = known(tmp_path)
    make(tmp_path, "B/b.mkv", old.read_bytes())
    old.unlink()
    (tmp_path / "A/other.mkv").unlink()
    plan = again(tmp_path, files)
    assert [(pair.known.path, pair.found.path) for pair in plan.moved] == [("A/a.mkv", "B/b.mkv")]
    assert [file.path for file in plan.gone] == ["A/other.mkv"]


def test_a_copy_beside_the_original_is_a_new_file(tmp_path: Path) -> None:
    old = make(tmp_path, "A/a.mkv", b"content")
    files = known(tmp_path)
    make(tmp_path, "A/copy.mkv", old.read_bytes())
    plan = again(tmp_path, files)
    assert [found.path for found in plan.new] == ["A/copy.mkv"]
    assert plan.moved == []


def test_a_file_that_was_missing_can_come_back_elsewhere(tmp_path: Path) -> None:
    make(tmp_path, "A/a.mkv", b"content")
    files = [file._replace(missing=True) for file in known(tmp_path)]
    os.rename(tmp_path / "A", tmp_path / "Z")
    plan = again(tmp_path, files)
    assert [pair.found.path for pair in plan.moved] == ["Z/a.mkv"]


def test_hashes_are_only_asked_for_when_sizes_agree(tmp_path: Path) -> None:
    old = make(tmp_path, "A/a.mkv", b"content")
    files = known(tmp_path)
    old.unlink()
    make(tmp_path, "A/b.mkv", b"another size")
    asked: list[str] = []
    compare.compare(files, walk.walk(str(tmp_path)), lambda path: asked.append(path))
    assert asked == []


def test_what_could_not_be_read_or_was_not_walked_is_not_gone() -> None:
    stamp = FolderStamp(1, 1, 1, 1, 1)
    file = KnownFile(1, "A/B/a.mkv", 5, 5)
    for listings in (
        [FolderListing("", FolderState.LISTED, folders=("A",)), FolderListing("A", FolderState.DENIED)],
        [FolderListing("", FolderState.LISTED, folders=("A",)), FolderListing("A", FolderState.FAILED)],
        [FolderListing("", FolderState.UNCHANGED, stamp)],
        [FolderListing("", FolderState.LISTED, folders=("A",))],
        [FolderListing("Other", FolderState.LISTED)],
        [FolderListing("A/B", FolderState.LISTED, problems=(Note("a.mkv", "It could not be read."),))],
        [],
    ):
        assert compare.compare([file], listings, lambda path: None).gone == []


def test_what_is_certainly_not_there_is_gone() -> None:
    file = KnownFile(1, "A/B/a.mkv", 5, 5)
    for listings in (
        trees.listings(["A/x.mkv"]),
        [FolderListing("A/B", FolderState.VANISHED)],
        [FolderListing("A", FolderState.IGNORED)],
        [FolderListing("A/B", FolderState.LISTED)],
    ):
        assert compare.compare([file], listings, lambda path: None).gone == [file]


def test_a_mass_of_vanished_files_is_suspicious() -> None:
    assert compare.is_suspicious(gone=300, total=1000)
    assert not compare.is_suspicious(gone=150, total=1000)
    assert not compare.is_suspicious(gone=15, total=15)
