"""Commits of a real git, some of them hostile."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from statusgen.read import tree as reading
from statusgen.read.tree import (
    NoRevision,
    Refusal,
    Unreadable,
    changes_of,
    commit_of,
    differs,
    merge_base,
    tree_of,
    unpack,
)


def git(root: Path, *arguments: str, stdin: bytes = b"") -> str:
    settings = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, "-C", str(root), *arguments]
    return os.fsdecode(subprocess.run(command, check=True, capture_output=True, input=stdin).stdout).strip()


def commit(root: Path, files: Mapping[str, str]) -> str:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return git(root, "rev-parse", "HEAD")


def crafted(root: Path, *entries: tuple[str, bytes, str]) -> str:
    """A commit whose folder content/ has these entries (mode, name, id), whatever a checkout would say to them."""
    lines = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(id_) for mode, name, id_ in entries)
    folder = git(root, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=lines)
    top = git(root, "mktree", stdin=f"040000 tree {folder}\tcontent\n".encode())
    return git(root, "commit-tree", "-m", "x", top)


def blob(root: Path, content: bytes) -> str:
    return git(root, "hash-object", "-w", "--stdin", stdin=content)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "repository"
    git(tmp_path, "init", "-q", "-b", "main", str(place))
    return place


def written(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_files_of_a_site_are_unpacked_and_nothing_else(root: Path, tmp_path: Path) -> None:
    first = commit(
        root, {"content/site.yaml": "name: A\n", "subscribers/ana.yaml": "x", "src/main.py": "", "README": ""}
    )
    commit(root, {"content/site.yaml": "name: B\n"})
    tree = tree_of(root, first)
    assert set(tree.paths) == {"content/site.yaml", "subscribers/ana.yaml"}
    assert tree.bytes_of("content/site.yaml") == b"name: A\n"
    assert not unpack(tree, tmp_path / "out")
    assert written(tmp_path / "out") == {"content/site.yaml": b"name: A\n", "subscribers/ana.yaml": b"x"}


def test_a_site_below_the_top_of_its_repository_is_found(root: Path) -> None:
    before = commit(root, {"README": ""})
    after = commit(root, {"pages/status/content/site.yaml": "name: A\n", "content/site.yaml": "name: B\n"})
    below = root / "pages" / "status"
    assert tree_of(below, after).bytes_of("content/site.yaml") == b"name: A\n"
    assert tree_of(below, before).paths == ()


@pytest.mark.parametrize("revision", ["--output=x", "-h", "", "a\nb", "--upload-pack=touch x"])
def test_what_reads_like_an_option_is_refused_in_words(root: Path, revision: str) -> None:
    commit(root, {})
    with pytest.raises(NoRevision, match="is no revision"):
        commit_of(root, revision)


def test_revisions_that_people_write_are_understood(root: Path) -> None:
    first = commit(root, {})
    git(root, "tag", "-a", "-m", "x", "v1")
    second = commit(root, {})
    assert [commit_of(root, one) for one in ("v1", "HEAD~1", first[:9], "main")] == [first, first, first, second]
    with pytest.raises(NoRevision, match="no commit 'origin/main' here"):
        commit_of(root, "origin/main")


def test_branches_are_compared_from_where_they_parted(root: Path) -> None:
    parted = commit(root, {})
    git(root, "checkout", "-q", "-b", "aside")
    aside = commit(root, {"a": ""})
    git(root, "checkout", "-q", "main")
    ahead = commit(root, {"b": ""})
    assert merge_base(root, ahead, aside) == parted
    with pytest.raises(NoRevision, match="no commit in common"):
        merge_base(root, ahead, crafted(root))


def test_links_and_submodules_and_huge_files_are_named_and_not_written(root: Path, tmp_path: Path) -> None:
    target, large = blob(root, b"/etc/passwd"), blob(root, b"x" * (reading.LARGEST + 1))
    found = crafted(root, ("100644", b"big.bin", large), ("120000", b"passwd.md", target), ("160000", b"sub", "1" * 40))
    tree = tree_of(root, found)
    assert unpack(tree, tmp_path / "out") == {
        "content/passwd.md": Refusal.SYMLINK,
        "content/sub": Refusal.SUBMODULE,
        "content/big.bin": Refusal.LARGE,
    }
    assert written(tmp_path / "out") == {}


def test_nothing_is_written_outside_the_folder_whatever_a_tree_names(root: Path, tmp_path: Path) -> None:
    text = blob(root, b"x")
    names = [b"..", b".", b".GIT", b"../../escaped", b"/etc/escaped", b"a\\..\\b", b"n" * 500, b"fine\n::error::.md"]
    tree = tree_of(root, crafted(root, *(("100644", name, text) for name in names)))
    refused = unpack(tree, tmp_path / "out")
    assert set(written(tmp_path / "out")) == {"content/fine\n::error::.md"}
    assert len(refused) == len(names) - 1 and set(refused.values()) == {Refusal.NAME}
    assert {one.name for one in tmp_path.iterdir()} == {"repository", "out"}


def test_a_link_and_a_folder_of_one_name_do_not_lead_outside(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, text = blob(root, str(tmp_path / "elsewhere").encode()), blob(root, b"x")
    folder = git(root, "mktree", stdin=f"100644 blob {text}\tsite.yaml\n".encode())
    tree = tree_of(root, crafted(root, ("120000", b"a", target), ("40000", b"a", folder), ("100644", b"a", text)))
    unpack(tree, tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_bomb_of_folders_in_folders_is_left_at_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FILES", 1000)
    text = blob(root, b"x")
    inner = git(root, "mktree", stdin="".join(f"100644 blob {text}\tf{n}\n" for n in range(10)).encode())
    for _ in range(9):
        inner = git(root, "mktree", stdin="".join(f"040000 tree {inner}\td{n}\n" for n in range(10)).encode())
    with pytest.raises(Unreadable, match="more than 1,000 files"):
        tree_of(root, crafted(root, ("40000", b"bomb", inner)))


def test_attributes_and_configuration_of_the_repository_have_no_say(root: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    attributes = "* filter=evil ident export-subst text eol=crlf diff=evil\n"
    found = commit(root, {".gitattributes": attributes, "content/a.md": "$Id$ $Format:%H$\n"})
    for name in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.fsmonitor", "core.pager"):
        git(root, "config", name, f"touch {mark}")
    git(root, "config", "alias.ls-tree", f"!touch {mark}")
    git(root, "config", "alias.cat-file", f"!touch {mark}")
    mark.unlink(missing_ok=True)
    unpack(tree_of(root, commit_of(root, found)), tmp_path / "out")
    assert written(tmp_path / "out") == {"content/a.md": b"$Id$ $Format:%H$\n"}
    assert not mark.exists()


def test_a_missing_object_is_said_and_never_fetched(root: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    found = commit(root, {"content/a.md": "x"})
    tree = tree_of(root, found)
    git(root, "config", "extensions.partialClone", "evil")
    git(root, "config", "remote.evil.promisor", "true")
    git(root, "config", "remote.evil.url", f"ext::sh -c touch% {mark}")
    git(root, "config", "protocol.ext.allow", "always")
    id_ = tree.blobs["content/a.md"].id
    (root / ".git/objects" / id_[:2] / id_[2:]).unlink()
    with pytest.raises(Unreadable, match="missing"):
        tree.bytes_of("content/a.md")
    with pytest.raises(Unreadable, match="missing"):
        tree_of(root, found)
    assert not mark.exists()


def test_a_folder_that_is_no_repository_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no git repository"):
        commit_of(tmp_path, "HEAD")


def test_the_commits_that_changed_something_are_listed_with_merges_for_what_they_merged(root: Path) -> None:
    first = commit(root, {"content/a/x.md": "1", "content/b/x.md": "1"})
    commit(root, {"content/b/x.md": "2"})
    git(root, "checkout", "-q", "-b", "aside")
    commit(root, {"content/a/x.md": "2"})
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "x", "aside")
    merged = git(root, "rev-parse", "HEAD")
    head = commit(root, {"content/b/x.md": "3"})
    found = changes_of(root, head, ["content/a", "content/nowhere"], 10)
    assert [(one.commit, one.is_first) for one in found] == [(first, True), (merged, False)]
    assert [(one.commit, one.is_first) for one in changes_of(root, head, ["content/a"], 1)] == [(merged, True)]
    assert changes_of(root, head, ["content/nowhere"], 10) == ()


def test_a_work_tree_that_is_not_as_committed_is_noticed_and_ends_of_lines_are_not(root: Path) -> None:
    tree = tree_of(root, commit(root, {"content/a.md": "x\ny\n", "README": ""}))
    assert not differs(tree, root)
    (root / "content/a.md").write_bytes(b"x\r\ny\r\n")
    (root / "notes").write_text("no part of a site")
    assert not differs(tree, root)
    (root / "content/a.md").write_text("x\nz\n")
    assert differs(tree, root)
    (root / "content/a.md").write_text("x\ny\n")
    (root / "subscribers.yaml").write_text("new")
    assert differs(tree, root)
