"""What a build leaves on the disk: exactly the planned files, whatever stood there, and whatever people put there."""

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.publish.artefact import Artefact, digest, of_bytes
from statusgen.publish.lock import Busy, locked
from statusgen.publish.output import Written, dry_run, read_stamp, write
from statusgen.publish.refusals import MANIFEST, BadOutput, BadPath, ForeignFile, ForeignFolder

SITE = {"index.html": "home", "404.html": "missing", "incidents/a/index.html": "a", "incidents/b/index.html": "b"}


def planned(site: Mapping[str, str]) -> list[Artefact]:
    return [of_bytes(path, content.encode()) for path, content in site.items()]


def files(top: Path) -> dict[str, bytes]:
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def texts(top: Path) -> dict[str, str]:
    return {path: content.decode() for path, content in files(top).items() if path != MANIFEST}


def identity(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns


def everything(top: Path) -> dict[str, tuple[int, int, int, int]]:
    """Inode, times and mode of all below `top`: tells whether anything at all was touched."""
    stats = {str(path): path.lstat() for path in (top, *top.rglob("*"))}
    return {path: (s.st_ino, s.st_mtime_ns, s.st_ctime_ns, s.st_mode) for path, s in stats.items()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "public"


def unmade(path: str, key: str) -> Artefact:
    def make() -> bytes:
        raise AssertionError(f"{path} was made without need")

    return Artefact(path, key, make)


class TestTree:
    def test_a_first_build_writes_every_artefact(self, out: Path) -> None:
        assert write(planned(SITE), out) == Written(tuple(sorted(SITE)), 0, ())
        assert texts(out) == SITE

    def test_missing_parent_folders_are_made(self, tmp_path: Path) -> None:
        write(planned(SITE), tmp_path / "a" / "b" / "public")
        assert texts(tmp_path / "a" / "b" / "public") == SITE

    def test_an_empty_folder_is_used(self, out: Path) -> None:
        out.mkdir()
        write(planned(SITE), out)
        assert texts(out) == SITE

    def test_only_what_differs_is_written_and_only_what_is_ours_removed(self, out: Path) -> None:
        write(planned(SITE), out)
        after = {**SITE, "index.html": "new home", "added/x.html": "x"}
        del after["incidents/b/index.html"]
        result = write(planned(after), out)
        assert result == Written(("added/x.html", "index.html"), 2, ("incidents/b/index.html",))
        assert texts(out) == after
        assert not (out / "incidents" / "b").exists()

    def test_unchanged_files_keep_inode_and_time_over_many_builds(self, out: Path) -> None:
        write(planned(SITE), out)
        before = identity(out / "incidents/a/index.html")
        for version in range(4):
            write(planned({**SITE, "index.html": f"{version}"}), out)
            assert identity(out / "incidents/a/index.html") == before

    def test_an_artefact_with_the_same_key_is_not_made(self, out: Path) -> None:
        write([Artefact("a.html", "key", lambda: b"a"), Artefact("b.html", "1", lambda: b"b")], out)
        result = write([unmade("a.html", "key"), Artefact("b.html", "2", lambda: b"c")], out)
        assert result == Written(("b.html",), 1, ())
        assert texts(out) == {"a.html": "a", "b.html": "c"}

    def test_a_new_key_with_the_same_bytes_keeps_the_file(self, out: Path) -> None:
        write([Artefact("a.html", "1", lambda: b"a")], out)
        before = identity(out / "a.html")
        assert write([Artefact("a.html", "2", lambda: b"a")], out) == Written((), 1, ())
        assert identity(out / "a.html") == before
        assert write([unmade("a.html", "2")], out) == Written((), 1, ())

    def test_nothing_is_touched_if_nothing_differs(self, tmp_path: Path, out: Path) -> None:
        write(planned(SITE), out)
        write(planned({**SITE, "index.html": "2"}), out, stamp="s")
        before = everything(tmp_path)
        assert write(planned({**SITE, "index.html": "2"}), out, stamp="s") == Written((), 4, ())
        assert everything(tmp_path) == before

    def test_a_file_turns_into_a_folder_and_back(self, out: Path) -> None:
        for site in ({"x": "file"}, {"x/y": "below"}, {"x": "file again"}, {"x/y/z": "deep"}):
            write(planned(site), out)
            assert texts(out) == site

    def test_an_empty_site_is_a_site(self, out: Path) -> None:
        assert write([], out) == Written((), 0, ())
        write(planned(SITE), out)
        assert write([], out).removed == tuple(sorted(SITE))
        assert files(out).keys() == {MANIFEST}

    def test_the_same_site_gives_the_same_tree_whatever_came_before(self, tmp_path: Path) -> None:
        write(planned(SITE), tmp_path / "cold", stamp="one")
        write(planned({"old.html": "old", "index.html": "old"}), tmp_path / "warm", stamp="two")
        write(planned(dict(reversed(SITE.items()))), tmp_path / "warm", stamp="three")
        assert files(tmp_path / "cold") == files(tmp_path / "warm")

    def test_a_relative_output_is_written_where_the_caller_stands(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        write(planned(SITE), Path("public"))
        assert texts(tmp_path / "public") == SITE

    @pytest.mark.parametrize("mask", [0o022, 0o027])
    def test_permissions_follow_the_umask(self, out: Path, mask: int) -> None:
        before = os.umask(mask)
        try:
            write(planned(SITE), out)
            write(planned({**SITE, "new/x": "x"}), out)
        finally:
            os.umask(before)
        modes = {path.stat().st_mode & 0o7777 for path in (out, *out.rglob("*")) if path.is_dir()}
        assert modes == {0o777 & ~mask}
        assert {path.stat().st_mode & 0o7777 for path in out.rglob("*") if path.is_file()} == {0o666 & ~mask}

    def test_the_output_keeps_the_permissions_that_somebody_gave_it(self, out: Path) -> None:
        out.mkdir()
        out.chmod(0o2750)
        write(planned(SITE), out)
        write(planned({}), out)
        assert out.stat().st_mode & 0o7777 == 0o2750


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "c/a", "c/b", "d/e/f", "d/g", "ü"]), st.sampled_from(["", "1", "2"]), max_size=7
        ),
        min_size=1,
        max_size=6,
    )
)
def test_an_incremental_tree_equals_a_cold_one(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, str]]
) -> None:
    base = tmp_path_factory.mktemp("history")
    standing: dict[str, str] = {}
    for site in history:
        expected = dry_run(planned(site), base / "warm")
        result = write(planned(site), base / "warm")
        assert result == expected
        assert set(result.written) == {path for path in site if site[path] != standing.get(path)}
        assert set(result.removed) == standing.keys() - site.keys()
        standing = site
    write(planned(history[-1]), base / "cold")
    assert files(base / "warm") == files(base / "cold")


class TestOtherHands:
    def test_files_put_there_by_hand_stay_the_very_same(self, out: Path) -> None:
        write(planned(SITE), out)
        (out / ".well-known" / "empty").mkdir(parents=True)
        (out / ".well-known" / "security.txt").write_text("mailto:x", encoding="utf-8")
        (out / "CNAME").write_text("status.example", encoding="utf-8")
        (out / "incidents" / "note.txt").write_text("mine", encoding="utf-8")
        before = identity(out / "CNAME")
        for version in ("1", "2", "3"):
            assert write(planned({"index.html": version}), out).removed in (
                tuple(sorted(SITE.keys() - {"index.html"})),
                (),
            )
        assert identity(out / "CNAME") == before
        assert (out / ".well-known" / "security.txt").read_text(encoding="utf-8") == "mailto:x"
        assert (out / ".well-known" / "empty").is_dir()
        assert (out / "incidents" / "note.txt").read_text(encoding="utf-8") == "mine"

    def test_what_was_deleted_by_hand_does_not_come_back_from_an_earlier_tree(self, out: Path) -> None:
        write(planned(SITE), out)
        (out / "CNAME").write_text("status.example", encoding="utf-8")
        write(planned({**SITE, "index.html": "1"}), out)
        (out / "CNAME").unlink()
        write(planned({**SITE, "index.html": "2"}), out)
        write(planned({**SITE, "index.html": "3"}), out)
        assert not (out / "CNAME").exists()

    def test_folders_made_by_hand_keep_their_permissions(self, out: Path) -> None:
        write(planned(SITE), out)
        (out / "mine").mkdir()
        (out / "mine").chmod(0o700)
        write(planned({}), out)
        assert (out / "mine").stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize("content", ["evil", "much longer than before"])
    def test_a_file_that_somebody_changed_is_written_anew(self, out: Path, content: str) -> None:
        write(planned(SITE), out)
        target = out / "index.html"
        target.write_text(content, encoding="utf-8")
        os.utime(target, ns=(0, target.stat().st_mtime_ns + 1))
        assert write(planned(SITE), out) == Written(("index.html",), 3, ())
        assert texts(out) == SITE

    def test_a_changed_file_does_not_survive_in_the_tree_of_a_later_build(self, out: Path) -> None:
        for version in ("1", "2"):
            write(planned({**SITE, "404.html": version}), out)
        (out / "index.html").write_text("evil by another hand", encoding="utf-8")
        for version in ("3", "4", "5"):
            write(planned({**SITE, "404.html": version}), out)
            assert texts(out)["index.html"] == "home"

    def test_a_deleted_file_and_a_file_turned_into_a_link_are_written_anew(self, tmp_path: Path, out: Path) -> None:
        (tmp_path / "secret").write_text("home", encoding="utf-8")
        write(planned(SITE), out)
        (out / "404.html").unlink()
        (out / "index.html").unlink()
        (out / "index.html").symlink_to(tmp_path / "secret")
        assert write(planned(SITE), out).written == ("404.html", "index.html")
        assert not (out / "index.html").is_symlink()
        assert (tmp_path / "secret").read_text(encoding="utf-8") == "home"
        write(planned({}), out)
        assert (tmp_path / "secret").exists()

    def test_a_file_only_touched_is_read_again_and_kept(self, out: Path) -> None:
        write(planned(SITE), out)
        os.utime(out / "index.html", ns=(1, 1))
        assert write(planned(SITE), out) == Written((), 4, ())
        assert (out / "index.html").stat().st_mtime_ns == 1

    def test_a_file_by_hand_where_the_site_needs_one_stops_the_build_and_stays(self, out: Path) -> None:
        write(planned(SITE), out)
        (out / "added").write_text("mine", encoding="utf-8")
        for path in ("added", "added/index.html"):
            with pytest.raises(ForeignFile, match="put there by hand"):
                write(planned({**SITE, path: "ours"}), out)
            with pytest.raises(ForeignFile):
                dry_run(planned({**SITE, path: "ours"}), out)
        assert texts(out) == {**SITE, "added": "mine"}

    def test_a_lost_or_damaged_book_only_costs_time(self, out: Path) -> None:
        write(planned(SITE), out)
        before = identity(out / "index.html")
        book = out.parent / ".public.statusgen" / "book.json"
        for damage in (
            '{"version": 1',
            '{"version": 1, "stamps": {}, "seen": {"a": [1]}}',
            "[]",
            '{"version": 99}',
            "",
            "[" * 100_000,
            '{"version": 1, "stamps": [], "seen": {}}',
            '{"version": 1, "stamps": {"a": 5}, "seen": {}}',
            '{"version": 1, "stamps": {}, "seen": {"index.html": [1e999, NaN, {}]}}',
            '{"version": 1, "stamps": {}, "seen": {"index.html": [%s, 1, "d"]}}' % ("9" * 5_000),
        ):
            book.write_text(damage, encoding="utf-8")
            assert write(planned(SITE), out) == Written((), 4, ())
            assert json.loads(book.read_bytes())["seen"].keys() == SITE.keys()
            assert write([unmade(artefact.path, artefact.key) for artefact in planned(SITE)], out) == Written((), 4, ())
        assert identity(out / "index.html") == before

    @pytest.mark.parametrize("has_book", [True, False])
    def test_a_site_that_came_from_elsewhere_is_compared_by_its_bytes(self, out: Path, has_book: bool) -> None:
        """A repository can carry a site of any bytes, with a manifest to match, and a book."""
        ours = planned(SITE)
        write([Artefact(one.path, one.key, lambda: b"evil") for one in ours], out)
        book = out.parent / ".public.statusgen" / "book.json"
        for path in SITE:
            os.utime(out / path)  # as a checkout gives files a time of its own
        if not has_book:
            book.unlink()
        assert dry_run(ours, out) == write(ours, out) == Written(tuple(sorted(SITE)), 0, ())
        assert texts(out) == SITE

    def test_a_manifest_that_the_book_does_not_know_is_not_believed(self, out: Path) -> None:
        """Or an old page could be passed off as the new one by a manifest that gives it the new one's key."""
        write([Artefact("a", "old", lambda: b"old"), Artefact("b", "b", lambda: b"b")], out)
        manifest = json.loads((out / MANIFEST).read_bytes())
        manifest["files"]["a"][0] = "new"
        (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        assert write([Artefact("a", "new", lambda: b"new"), Artefact("b", "b", lambda: b"b")], out).written == ("a",)
        assert texts(out) == {"a": "new", "b": "b"}

    def test_what_was_compared_once_is_not_made_again(self, out: Path) -> None:
        write(planned(SITE), out)
        (out.parent / ".public.statusgen" / "book.json").unlink()
        before = identity(out), identity(out / "index.html")
        assert write(planned(SITE), out, stamp="s") == Written((), 4, ())
        assert (identity(out), identity(out / "index.html")) == before
        assert write([unmade(artefact.path, artefact.key) for artefact in planned(SITE)], out) == Written((), 4, ())

    @pytest.mark.parametrize(
        "kind", ["link out", "link in", "dangling link", "link to a folder", "pipe", "in a folder"]
    )
    def test_a_link_put_there_by_hand_stops_the_build_and_stays(self, tmp_path: Path, out: Path, kind: str) -> None:
        write(planned(SITE), out)
        (tmp_path / "secret").write_text("secret", encoding="utf-8")
        odd = out / ("mine/odd" if kind == "in a folder" else "odd")
        odd.parent.mkdir(exist_ok=True)
        if kind == "pipe":
            os.mkfifo(odd)
        else:
            targets = {"link in": "index.html", "dangling link": "nowhere", "folder's link": "incidents"}
            odd.symlink_to(targets.get(kind, tmp_path / "secret"))
        for site in (SITE, {**SITE, "index.html": "new"}):
            with pytest.raises(ForeignFile, match=r"odd is a symbolic link"):
                write(planned(site), out)
            with pytest.raises(ForeignFile):
                dry_run(planned(site), out)
        assert os.path.lexists(odd)
        assert (out / "index.html").read_text(encoding="utf-8") == "home"

    def test_a_spare_that_is_no_folder_goes(self, out: Path) -> None:
        write(planned(SITE), out)
        (out.parent / ".public.statusgen" / "spare").write_text("", encoding="utf-8")
        assert write(planned({"a": "a"}), out).written == ("a",)

    def test_a_book_about_another_tree_is_not_believed(self, tmp_path: Path) -> None:
        write(planned({"x": "one"}), tmp_path / "a")
        write(planned({"x": "two"}), tmp_path / "b")
        stats = (tmp_path / "b" / "x").stat()
        (tmp_path / "a" / "x").write_text("two", encoding="utf-8")
        os.utime(tmp_path / "a" / "x", ns=(0, stats.st_mtime_ns))
        (tmp_path / ".b.statusgen" / "book.json").rename(tmp_path / ".a.statusgen" / "book.json")
        assert write(planned({"x": "one"}), tmp_path / "a").written == ("x",)


class TestRefusals:
    @pytest.mark.parametrize(
        "path",
        ["", "/etc/passwd", "../x", "a/../../x", "a/./b", "a//b", "a/", ".", "..", "a\\b", "a\nb", "a\0b", "\ud800"],
    )
    def test_a_path_that_leads_elsewhere_is_refused(self, out: Path, path: str) -> None:
        with pytest.raises(BadPath):
            write(planned({path: ""}), out)
        assert not out.exists()

    @pytest.mark.parametrize(
        "paths",
        [["a", "a"], ["a/B", "a/b"], ["straße", "STRASSE"], ["é", "e\u0301"], ["a", "a/b"], ["A", "a/b/c"], [MANIFEST]],
    )
    def test_two_paths_that_cannot_stand_side_by_side_are_refused(self, out: Path, paths: list[str]) -> None:
        with pytest.raises(BadPath):
            write([of_bytes(path, b"") for path in paths], out)
        assert not out.exists()

    def test_names_with_dots_are_paths_like_any_other(self, out: Path) -> None:
        site = {".well-known/x": "1", "...": "2", "a..b/c.": "3"}
        write(planned(site), out)
        assert texts(out) == site

    def test_a_folder_that_is_not_ours_is_refused_untouched(self, tmp_path: Path, out: Path) -> None:
        out.mkdir()
        (out / "thesis.doc").write_text("years of work", encoding="utf-8")
        with pytest.raises(ForeignFolder, match="not made by statusgen"):
            write(planned(SITE), out)
        with pytest.raises(ForeignFolder):
            dry_run(planned(SITE), out)
        assert files(out) == {"thesis.doc": b"years of work"}

    @pytest.mark.parametrize(
        "manifest",
        [
            "",
            "{}",
            "[]",
            "[" * 100_000,
            '{"version":2,"files":{}}',
            '{"version":1,"files":[]}',
            '{"version":1,"files":{"a":["b"]}}',
            '{"version":1,"files":{"a":[1,null]}}',
            '{"version":1,"files":{"a":["k",%s]}}' % ("9" * 5_000),
            '{"version":1,"files":{"a\\u0000":["k","d"]}}',
            '{"version":1,"files":{"\\ud800":["k","d"]}}',
            '{"version":1,"files":{"/dev/zero":["k","d"]}}',
        ],
    )
    def test_a_damaged_manifest_makes_a_folder_foreign(self, out: Path, manifest: str) -> None:
        write(planned(SITE), out)
        (out / MANIFEST).write_text(manifest, encoding="utf-8")
        with pytest.raises(ForeignFolder):
            write(planned({}), out)
        assert texts(out) == SITE

    def test_a_manifest_cannot_make_a_build_remove_what_lies_elsewhere(self, tmp_path: Path, out: Path) -> None:
        (tmp_path / "precious").write_text("x", encoding="utf-8")
        write(planned(SITE), out)
        forged = {"version": 1, "files": {"../precious": ["k", digest(b"x")]}}
        (out / MANIFEST).write_text(json.dumps(forged), encoding="utf-8")
        for site in ({}, {"a": "a"}):
            with pytest.raises(ForeignFolder):
                write(planned(site), out)
        assert (tmp_path / "precious").exists()

    def test_a_manifest_that_is_a_link_makes_a_folder_foreign(self, tmp_path: Path, out: Path) -> None:
        write(planned(SITE), out)
        (out / MANIFEST).rename(tmp_path / "manifest")
        (out / MANIFEST).symlink_to(tmp_path / "manifest")
        with pytest.raises(ForeignFolder):
            write(planned(SITE), out)

    def test_a_file_or_a_link_is_no_output(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to("real")
        (tmp_path / "dangling").symlink_to("nowhere")
        for name in ("file", "link", "dangling"):
            with pytest.raises(BadOutput, match=name):
                write(planned(SITE), tmp_path / name)
        assert list((tmp_path / "real").iterdir()) == []

    def test_the_source_of_a_site_is_no_output(self, tmp_path: Path) -> None:
        (tmp_path / "content").mkdir()
        (tmp_path / "content" / "site.yaml").write_text("name: x", encoding="utf-8")
        for out in (tmp_path, tmp_path / "content", tmp_path / "content" / "public", Path("/")):
            with pytest.raises(BadOutput):
                write(planned(SITE), out)
        assert files(tmp_path) == {"content/site.yaml": b"name: x"}

    def test_a_make_that_fails_leaves_the_site_and_no_debris(self, out: Path) -> None:
        def broken() -> bytes:
            raise RuntimeError("template")

        write(planned(SITE), out)
        with pytest.raises(RuntimeError, match="template"):
            write([*planned({"a": "new"}), Artefact("b", "k", broken)], out)
        assert texts(out) == SITE
        assert {path.name for path in (out.parent / ".public.statusgen").iterdir()} == {
            "lock",
            "book.json",
            ".gitignore",
        }


class TestRuns:
    def test_a_second_build_waits_its_time_then_says_who_is_in_the_way(self, out: Path) -> None:
        write(planned(SITE), out)
        with locked(out.parent / ".public.statusgen" / "lock", 0, ""):
            with pytest.raises(Busy, match=r"Another build is writing .*public"):
                write(planned({}), out, wait=0.1)
            with pytest.raises(Busy):
                write(planned({}), out, wait=0)
        assert texts(out) == SITE
        write(planned({}), out, wait=0)

    def test_a_build_that_waits_says_so_once_and_only_after_a_moment(self, out: Path) -> None:
        said: list[str] = []
        write(planned(SITE), out, waiting=lambda: said.append("no"))
        with locked(out.parent / ".public.statusgen" / "lock", 0, ""):
            for wait, expected in ((0.2, []), (1.5, ["yes"])):
                with pytest.raises(Busy):
                    write(planned({}), out, wait=wait, waiting=lambda: said.append("yes"))
                assert said == expected

    def test_builds_at_once_come_one_after_the_other(self, out: Path) -> None:
        sites = [{f"{number}/{name}": f"{number}" for name in range(20)} for number in range(6)]
        threads = [threading.Thread(target=write, args=(planned(site), out)) for site in sites]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert texts(out) in sites

    def test_the_stamp_belongs_to_the_tree_and_lies_outside_it(self, out: Path) -> None:
        assert read_stamp(out) == ""
        write(planned(SITE), out, stamp="commit 1")
        assert read_stamp(out) == "commit 1"
        tree = everything(out)
        write(planned(SITE), out, stamp="commit 2")
        assert read_stamp(out) == "commit 2"
        assert everything(out) == tree
        write(planned({}), out)
        assert read_stamp(out) == ""

    def test_a_guard_sees_the_standing_stamp_and_can_stop_the_build(self, out: Path) -> None:
        def newer(stamp: str) -> None:
            assert stamp == "commit 2"
            raise RuntimeError("older than what stands")

        write(planned(SITE), out, stamp="commit 2")
        with pytest.raises(RuntimeError, match="older"):
            write(planned({}), out, stamp="commit 1", guard=newer)
        assert (texts(out), read_stamp(out)) == (SITE, "commit 2")

    def test_a_dry_run_touches_nothing(self, tmp_path: Path, out: Path) -> None:
        assert dry_run(planned(SITE), out) == Written(tuple(sorted(SITE)), 0, ())
        assert list(tmp_path.iterdir()) == []
        write(planned(SITE), out)
        before = everything(tmp_path)
        assert dry_run(planned({"index.html": "home", "x": "x"}), out) == Written(
            ("x",), 1, ("404.html", "incidents/a/index.html", "incidents/b/index.html")
        )
        assert everything(tmp_path) == before

    def test_the_hidden_folder_is_closed_to_others_and_to_git(self, out: Path) -> None:
        write(planned(SITE), out)
        home = out.parent / ".public.statusgen"
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / ".gitignore").read_text(encoding="utf-8") == "*\n"

    def test_files_are_copied_where_they_cannot_be_linked(self, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_args: object, **_options: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        write(planned(SITE), out)
        before = (out / "404.html").stat()
        monkeypatch.setattr(os, "link", refuse)
        for version in ("1", "2", "3"):
            assert write(planned({**SITE, "index.html": version}), out) == Written(("index.html",), 3, ())
            assert texts(out) == {**SITE, "index.html": version}
        assert (out / "404.html").stat().st_mtime_ns == before.st_mtime_ns
        assert write(planned({**SITE, "index.html": "3"}), out) == Written((), 4, ())


@pytest.mark.parametrize(
    "name", [".site.statusgen", ".site.statusgen/spare", ".site.statusgen/aside", ".site.statusgen/lock"]
)
def test_a_link_in_the_hidden_folder_never_leads_a_build_out_of_it(tmp_path, name):
    """A repository can carry one, and whoever builds it would clear a folder of the machine."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "precious.txt").write_text("mine")
    link = tmp_path / "here" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(foreign)
    with pytest.raises(BadOutput, match="link"):
        write([of_bytes("index.html", b"x")], tmp_path / "here/site")
    assert (foreign / "precious.txt").read_text() == "mine"
