"""Files are placed all together or not at all, on a disk that is really full too."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from statusgen.author.placing import HalfDoneError, place

ROOT = Path(__file__).parents[2]


def files(top: Path) -> dict[str, str]:
    return {path.relative_to(top).as_posix(): path.read_text() for path in sorted(top.rglob("*")) if path.is_file()}


def test_texts_stand_at_their_places_and_nothing_beside_them(tmp_path):
    wanted = {"a/b/c.yaml": "c\n", "a/d.md": "d\r\n", "e": ""}
    place(tmp_path / "new", wanted)
    assert {path: text.encode() for path, text in wanted.items()} == {
        path.relative_to(tmp_path / "new").as_posix(): path.read_bytes()
        for path in (tmp_path / "new").rglob("*")
        if path.is_file()
    }


def test_what_is_there_is_replaced(tmp_path):
    place(tmp_path, {"a": "one", "b": "two"})
    place(tmp_path, {"a": "three"})
    assert files(tmp_path) == {"a": "three", "b": "two"}


def test_a_failure_before_the_end_leaves_neither_files_nor_folders(tmp_path):
    (tmp_path / "z").write_text("in the way of a folder")
    with pytest.raises(OSError, match="z"):
        place(tmp_path, {"a/b/c": "c", "z/d": "d"})
    assert [path.name for path in tmp_path.iterdir()] == ["z"]


def test_new_files_go_again_if_a_later_one_cannot_take_its_place(tmp_path):
    (tmp_path / "z").mkdir()
    with pytest.raises(OSError, match="z"):
        place(tmp_path, {"a/b": "b", "z": "a folder stands here"})
    assert [path.name for path in tmp_path.iterdir()] == ["z"]


def test_what_replaced_an_older_file_before_the_failure_is_named(tmp_path):
    (tmp_path / "z").mkdir()
    (tmp_path / "a").write_text("old")
    with pytest.raises(HalfDoneError, match=r"written already: \S*/a: "):
        place(tmp_path, {"a": "new", "b": "b", "z": "a folder stands here"})
    assert files(tmp_path) == {"a": "new"}


def test_permissions_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        place(tmp_path, {"a/b": "b"})
    finally:
        os.umask(before)
    assert [(tmp_path / path).stat().st_mode & 0o777 for path in ("a", "a/b")] == [0o750, 0o640]


FULL_DISK = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from datetime import UTC, datetime
from pathlib import Path
from statusgen.author.example import write_starter
from statusgen.author.importers import import_history
source, disk = map(Path, sys.argv[1:])
now = datetime(2026, 11, 21, tzinfo=UTC)
def tree():
    return {{str(path): path.is_file() and path.read_bytes() for path in disk.rglob("*")}}
def fails(action):
    before = tree()
    try:
        action()
    except OSError as error:
        print(error.strerror, Path(error.filename).is_relative_to(disk))
    assert tree() == before, sorted(tree().keys() - before.keys())
def write_import(updates):
    said = [{{"id": str(n), "status": "update", "body": "word " * 500, "display_at": f"2026-11-20T10:{{n:02}}:00Z"}}
            for n in range(updates)]
    (source / "x.json").write_text(json.dumps({{"id": "a", "name": "Slow", "incident_updates": said}}))
    import_history("statuspage", source, disk / "site", now)
fails(lambda: write_starter(disk / "new/site", now))
fails(lambda: write_import(50))
write_import(3)
fails(lambda: write_import(50))
print(len(list((disk / "site").rglob("*.md"))))
"""


def test_init_and_import_on_a_full_disk_leave_everything_as_it_was(tmp_path):
    source, disk = tmp_path / "source", tmp_path / "disk"
    source.mkdir()
    disk.mkdir()
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    script = 'mount -t tmpfs -o size=60k tmpfs "$0" && exec "$@"'
    probe = [*mount, script, str(disk), "true"]
    if not shutil.which("unshare") or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system of its own can be mounted here")
    command = [*mount, script, str(disk), sys.executable, "-IB", "-c", FULL_DISK, str(source), str(disk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["No space left on device True"] * 3 + ["3"]
