"""The ref of a repository that a ledger is kept in, by git's plumbing in a bare repository that is gone with the run.

The clone that we run in is only asked how its remotes are reached. Its files, index, refs and hooks are left alone.
"""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from statusgen.notify.ledger.rows import Unready

REF = "refs/heads/statusgen-ledger"
_PREFIX = "git:"
_PATIENCE = 30.0  # seconds for one word with the forge
_LONGER = {"fetch": 120.0}  # the whole ledger
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "push.gpgSign=false", "-c", "push.followTags=false")
# What tells git how to reach a remote; all else that a clone has set up is no concern of ours.
_WAYS = re.compile(
    r"(?:credential|http|https|url|protocol|ssh)\..*|core\.(?:sshcommand|gitproxy|askpass)"
    r"|remote\..*\.(?:url|pushurl|proxy|proxyauthmethod|uploadpack|receivepack)",
    re.IGNORECASE | re.DOTALL,
)
_THERE = re.compile(r"GIT_(?!CONFIG|SSH|ASKPASS|EXEC_PATH|TRACE|CURL|SSL|HTTP|PROXY|ALLOW)")  # what names a repository
_QUICKER = re.compile(
    r"\[rejected\]|fetch first|stale info|cannot lock ref|failed to update ref|reference already exists"
)
_LOGIN = re.compile(
    r"could not read (?:Username|Password)|Authentication failed|Permission|denied|40[13]|not found|does not appear",
    re.IGNORECASE,
)
_NOBODY = "statusgen <statusgen>"  # no address


class NotTaken(Exception):
    """The forge did not do it, as far as we can see: its words. `late`: another was quicker."""

    def __init__(self, words: str, *, late: bool = False) -> None:
        super().__init__(words)
        self.late = late


@dataclass(frozen=True, slots=True)
class GitPlace:
    """A ref at a remote, which is the name of one in the clone that `root` is in, or a URL."""

    remote: str
    ref: str
    root: Path

    def __str__(self) -> str:
        return f"{self.ref.removeprefix('refs/heads/')} at {_without_passwords(self.remote)}"


def git_place(named: str, root: Path) -> GitPlace | None:
    """What `git:[REMOTE][#REF]` names; None where it is something else. Raises Unready."""
    if not named.startswith(_PREFIX):
        return None
    remote, _, ref = named.removeprefix(_PREFIX).partition("#")
    full = ref if ref.startswith("refs/") else f"refs/heads/{ref}" if ref else REF
    if remote.startswith("-") or not _is_ref(full):
        wrong = _without_passwords(named)
        raise Unready(f"STATUSGEN_LEDGER={wrong} names no ref: git:origin#refs/statusgen/ledger does")
    return GitPlace(remote or "origin", full, root)


@dataclass(slots=True)
class Forge:
    """`folder` is the bare repository, `top` that of the clone, from which relative remotes are meant.

    `kept` is where git keeps what belongs to the clone; None where there is no clone.
    """

    place: GitPlace
    top: Path
    folder: Path
    kept: Path | None
    environ: dict[str, str] = field(default_factory=dict)

    def fetch(self) -> str:
        """The commit that is there, now with its files; empty where there is no such ref. Raises NotTaken."""
        try:
            self._talk("fetch", "--quiet", "--no-tags", "--depth=1", self.place.remote, f"+{self.place.ref}:refs/there")
        except NotTaken:
            if self.tip() == "":
                return ""
            raise
        return self._ask("rev-parse", "--verify", "refs/there^{commit}").decode().strip()

    def tip(self) -> str:
        """The commit that is there; empty where there is no such ref. Raises NotTaken."""
        lines = self._talk("ls-remote", self.place.remote, self.place.ref).decode().splitlines()
        return next((line.split("\t")[0] for line in lines if line.endswith(f"\t{self.place.ref}")), "")

    def files(self, commit: str) -> dict[str, bytes]:
        """All files of a commit that was fetched, by path."""
        entries = self._ask("ls-tree", "-r", "-z", "--full-tree", commit).decode().rstrip("\0").split("\0")
        ids = {entry.partition("\t")[2]: entry.split()[2] for entry in entries if entry.split()[1:2] == ["blob"]}
        told = self._ask("cat-file", "--batch", given="".join(f"{one}\n" for one in ids.values()).encode())
        return dict(zip(ids, _contents(told), strict=True))

    def commit(self, parent: str, message: str, at: datetime, files: Mapping[str, bytes | None]) -> str:
        """A commit with the parent's files but for these; None removes one."""
        head = f"commit refs/ours\ncommitter {_NOBODY} {int(at.timestamp())} +0000\n".encode()
        parts = [head, _data(message.encode()), f"from {parent}\n".encode() if parent else b"deleteall\n"]
        for path, content in sorted(files.items()):
            removed = f"D {path}\n".encode()
            parts.append(removed if content is None else f"M 100644 inline {path}\n".encode() + _data(content))
        start = b"" if parent else b"reset refs/ours\n\n"
        self._ask("fast-import", "--quiet", "--force", given=start + b"".join(parts))
        return self._ask("rev-parse", "--verify", "refs/ours").decode().strip()

    def push(self, before: str, commit: str) -> None:
        """In the place of the commit that was there before, and of no other. Raises NotTaken."""
        lease = f"--force-with-lease={self.place.ref}:{before}"  # with no commit: only where there is no such ref
        self._talk("push", "--porcelain", "--no-verify", lease, self.place.remote, f"{commit}:{self.place.ref}")

    def may_push(self, commit: str) -> None:
        """Whether the forge would let us, as far as it says before anything is sent. Raises NotTaken."""
        self._talk("push", "--dry-run", "--porcelain", self.place.remote, f"{commit}:{self.place.ref}")

    def _talk(self, *arguments: str) -> bytes:
        """With the forge: whatever goes wrong there is its answer."""
        patience = _LONGER.get(arguments[0], _PATIENCE)
        try:
            done = _git(self.top, self.environ, *arguments, patience=patience)
        except subprocess.TimeoutExpired:
            raise NotTaken(f"no answer within {patience:.0f} seconds") from None
        if done.returncode:
            said = _said(done.stderr, done.stdout)
            raise NotTaken(said, late=bool(_QUICKER.search(said)))
        return done.stdout

    def _ask(self, *arguments: str, given: bytes = b"") -> bytes:
        """The repository of our own, which always works."""
        done = _git(self.top, self.environ, *arguments, given=given)
        if done.returncode:
            raise Unready(f"git {arguments[0]} failed: {_said(done.stderr, done.stdout)}")
        return done.stdout


def forge_at(place: GitPlace, folder: Path) -> Forge:
    """With an empty repository in that folder. Raises Unready where there is no git, or nobody knows the remote."""
    root, plain = place.root, _plain()
    top = _in_clone(root, plain, "rev-parse", "--show-toplevel") or str(root)
    kind = _in_clone(root, plain, "rev-parse", "--show-object-format") or "sha1"
    environ = plain | {"GIT_DIR": str(folder)}
    made = _git(root, plain, "init", "--quiet", "--bare", f"--object-format={kind}", str(folder))
    if made.returncode:
        raise Unready(f"git cannot make a repository for the ledger: {_said(made.stderr, made.stdout)}")
    ways = list((Counter(_settings(root, plain)) - Counter(_settings(root, environ))).elements())
    kept = _in_clone(root, plain, "rev-parse", "--git-common-dir")
    forge = Forge(place, Path(top), folder, root / kept if kept else None, environ | _as_environ(ways, environ))
    _refuse_unknown(forge)
    return forge


def in_hint(words: str) -> str:
    """What to look at, by what the forge said."""
    if "[remote rejected]" in words:
        return "a rule or hook there refuses this ref: let the job push to it, or name another one in STATUSGEN_LEDGER"
    if _LOGIN.search(words):
        return "is it there, and does the job have leave to write it (on GitHub: `permissions: {contents: write}`)?"
    return "is the forge reachable from here?"


def _refuse_unknown(forge: Forge) -> None:
    """A name that is no remote would be taken for a path, and the answer would be about that."""
    remote = forge.place.remote
    if not re.fullmatch(r"[\w.-]+", remote) or (forge.top / remote).exists():
        return
    if _git(forge.top, forge.environ, "config", "--get", f"remote.{remote}.url").returncode:
        asked = _git(forge.place.root, _plain(), "rev-parse", "--git-dir")
        why = f" ({_said(asked.stderr)})" if asked.returncode else ""
        raise Unready(
            f"{forge.top} is no clone with a remote {remote}{why}: STATUSGEN_LEDGER=git:REMOTE names another, or a URL"
        )


def _is_ref(ref: str) -> bool:
    fit = ref.startswith("refs/") and ref.isprintable()  # the rest git knows best
    return fit and _git(Path("/"), _plain(), "check-ref-format", ref).returncode == 0


def _plain() -> dict[str, str]:
    """Without what names a repository, as in a hook; git asks nobody, and speaks English."""
    kept = {name: value for name, value in os.environ.items() if not _THERE.match(name)}
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


def _in_clone(root: Path, environ: Mapping[str, str], *arguments: str) -> str:
    done = _git(root, environ, *arguments)
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def _settings(root: Path, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """How remotes are reached, by what is set up for this repository, the user and the machine."""
    for entry in os.fsdecode(_git(root, environ, "config", "--list", "-z", "--includes").stdout).split("\0"):
        name, _, value = entry.partition("\n")
        if _WAYS.fullmatch(name):
            yield name, value


def _as_environ(settings: Sequence[tuple[str, str]], before: Mapping[str, str]) -> dict[str, str]:
    """git-config(1), GIT_CONFIG_COUNT: there may be passwords in them, and arguments of a process can be seen."""
    start = int(before.get("GIT_CONFIG_COUNT") or 0)
    found = {"GIT_CONFIG_COUNT": str(start + len(settings))}
    for number, (name, value) in enumerate(settings, start):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _git(
    place: Path, environ: Mapping[str, str], *arguments: str, given: bytes = b"", patience: float | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """In a session of its own: what interrupts us lets a push come to its end. Raises Unready where there is no git."""
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            ["git", *_SAFE, *arguments],  # noqa: S607 - that of the PATH, as in CI
            cwd=place,
            env=environ,
            input=given,
            capture_output=True,
            timeout=patience,
            check=False,
            start_new_session=True,
        )
    except OSError as error:
        raise Unready(f"git cannot be run, and the ledger is kept with it: {error.strerror}") from error


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


def _contents(told: bytes) -> Iterator[bytes]:
    """git-cat-file(1), batch output: a line with the size, then the content and a line feed."""
    place = 0
    while place < len(told):
        end = told.index(b"\n", place)
        size = int(told[place:end].split()[2])
        yield told[end + 1 : end + 1 + size]
        place = end + size + 2


def _said(*streams: bytes) -> str:
    """The telling lines of what git says, on one."""
    lines = [line.strip() for one in streams for line in one.decode(errors="replace").splitlines()]
    dull = ("To ", "Done", "hint:", "error: failed to push some refs", "Please make sure", "and the repository exists")
    telling = [line for line in lines if line.removeprefix("remote:").strip() and not line.startswith(dull)]
    said = "; ".join(" ".join(line.removeprefix("fatal: ").rstrip(".").split()) for line in telling)
    return _without_passwords(said)[:500] or "no reason given"


def _without_passwords(words: str) -> str:
    """A password may have an @ of its own, though it should be written %40."""
    return re.sub(r"://[^/\s]*@", "://", words)
