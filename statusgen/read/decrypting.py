"""The door to `age` and `sops`: what they decrypt stays in memory, and what they say is told in words of ours.

They are given a file's bytes, never its path, so no name can be an option; and no terminal, so they ask nobody.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from statusgen.model.secret import Secret

KEY, KEY_FILE = "STATUSGEN_AGE_KEY", "STATUSGEN_AGE_KEY_FILE"
_PATIENCE = 30.0  # seconds; both take a tenth of one
_LONGEST_KEY = 32_000  # bytes that a pipe holds before anybody reads (pipe(7): at least 64 kB)
_NO_KEY, _DAMAGED = 128, {25, 51}  # what sops ends with: no data key; a value, or the whole, is not what was encrypted
_OWN = "STATUSGEN_"  # nothing of ours is any business of theirs

# What age says -> what we say, and what to do.
_AGE_SAYS = (
    (b"failed to read header", "this is no file of age, or its beginning is damaged", "encrypt it anew"),
    (b"payload chunk", "this is damaged, or its end is missing", "bring it back from git, or encrypt it anew"),
    (b"unexpected EOF", "this is damaged, or its end is missing", "bring it back from git, or encrypt it anew"),
    (b"no identity matched", "no key given here opens it", f"is {KEY} the right one? Else encrypt it for that, too"),
    (b"passphrase", "this is encrypted with a passphrase, and nobody is asked for one", "encrypt it for a key"),
    (b"failed to open file", f"the file that {KEY_FILE} names cannot be opened", "is it there, and may you read it?"),
    (b'reading "', f"{KEY} or {KEY_FILE} holds no key of age", "`age-keygen` makes one: AGE-SECRET-KEY-1…"),
)


class NotDecrypted(Exception):
    """`str` says what is wrong, `hint` what to do; neither has anything of the file or of a key."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


class NoKey(NotDecrypted):
    """There is no key on this machine, which is as it should be on most."""


def with_age(data: bytes) -> bytes:
    """By the key in STATUSGEN_AGE_KEY, or in the file that STATUSGEN_AGE_KEY_FILE names. Raises NotDecrypted."""
    key, file = os.environ.get(KEY, "").strip(), os.environ.get(KEY_FILE, "")
    if not key and not file:
        raise NoKey(f"{KEY} or {KEY_FILE} is to have the key")
    return _with_age(data, Secret(key), file)


@lru_cache(maxsize=64)
def _with_age(data: bytes, key: Secret, file: str) -> bytes:
    """`serve` and `review` read the same files again and again."""
    with _as_file(key) as (pipes, descriptors):
        files = [os.path.abspath(file)] if file else []  # noqa: PTH100 - age opens it as it is, link or not
        options = [word for place in (*pipes, *files) for word in ("-i", place)]
        done = _run("age", ["--decrypt", *options], data, _environment(), descriptors)
    if done.returncode == 0:
        return done.stdout
    said = ((what, hint) for sign, what, hint in _AGE_SAYS if sign in done.stderr)
    raise NotDecrypted(*next(said, ("age cannot decrypt this", "`age --decrypt -i KEY FILE` says more")))


@contextmanager
def _as_file(key: Secret) -> Iterator[tuple[list[str], list[int]]]:
    """The key as something that age can open by name and that is on no disk: the end of a pipe."""
    content = key.reveal().encode()
    if len(content) > _LONGEST_KEY:
        raise NotDecrypted(f"{KEY} is too long for a key")
    if not content:
        yield [], []
        return
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content + b"\n")
        yield [f"/dev/fd/{reading}"], [reading]
    finally:
        os.close(reading)


def with_sops(data: bytes) -> bytes:
    """YAML by whatever key sops finds where it looks for keys. Raises NotDecrypted."""
    return _with_sops(data, tuple(sorted(_sops_environment().items())))


@lru_cache(maxsize=64)
def _with_sops(data: bytes, environ: tuple[tuple[str, str], ...]) -> bytes:
    given = dict(environ)
    is_given = any(name.startswith("SOPS_AGE_") for name in given)
    if not is_given and not _program("sops"):
        raise NoKey("sops is not installed here, and no key for it is given (SOPS_AGE_KEY)")
    done = _run("sops", ["--decrypt", "--input-type=yaml", "--output-type=yaml", "/dev/stdin"], data, given)
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _NO_KEY:
        if not is_given:
            raise NoKey("SOPS_AGE_KEY or SOPS_AGE_KEY_FILE is to have the key")
        raise NotDecrypted("no key that sops finds here opens it", "`sops updatekeys` encrypts it for one more")
    if done.returncode in _DAMAGED:
        what = "this is not what sops wrote: somebody changed it by hand, or it is damaged"
        raise NotDecrypted(what, "bring it back from git, and change it with `sops edit`")
    raise NotDecrypted("sops cannot decrypt this", "`sops decrypt FILE` says more")


def _sops_environment() -> Mapping[str, str]:
    found = _environment()
    if file := found.get("SOPS_AGE_KEY_FILE"):
        found["SOPS_AGE_KEY_FILE"] = os.path.abspath(file)  # noqa: PTH100 - sops follows links itself
    return found


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}


def _program(tool: str) -> str | None:
    """Where it is installed. Never in the current folder, whatever the PATH says: that may be somebody's branch."""
    return shutil.which(tool, path=os.pathsep.join(filter(os.path.isabs, os.get_exec_path())))


def _run(
    tool: str, arguments: Sequence[str], data: bytes, environ: Mapping[str, str], descriptors: Sequence[int] = ()
) -> "subprocess.CompletedProcess[bytes]":
    """Neither makes more out of a file than is in it, so its size is the limit of what comes back."""
    program = _program(tool)
    if not program:
        raise NotDecrypted(f"there is a key for this, but no `{tool}` to decrypt it with", f"install {tool}")
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            [program, *arguments],
            input=data,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env=environ,
            pass_fds=descriptors,
            cwd="/",  # a .sops.yaml of the repository has no say
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise NotDecrypted(f"{tool} was not done with it within {_PATIENCE:.0f} seconds") from None
    except OSError as error:
        raise NotDecrypted(f"{tool} cannot be run: {error.strerror}") from None
