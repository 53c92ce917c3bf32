"""The many ways in which one address can be written: servers, and the rules in them, read some of them differently."""

from collections.abc import Iterator


def forms(path: str) -> Iterator[str]:
    """The path itself and every other way to write it, as it goes over the wire. `path` begins with a slash."""
    head, _, last = path.rpartition("/")
    first, _, rest = path[1:].partition("/")
    yield from (
        path,
        f"/{path}",
        path.replace("/", "//"),
        f"{head}//{last}",
        f"/.{path}",
        f"{head}/./{last}",
        f"{head}/none/../{last}",
        f"/none/..{path}",
        f"/..{path}",
        f"/everyone/..{path}",
        path[0] + path[1:].replace("/", "%2f"),
        f"{head}%2F{last}",
        f"/{first}%2f{rest}",
        f"/%2f{path[1:]}",
        f"/..%2f{path[1:]}",
        f"/none/%2e%2e{path}",
        f"/none%2f..{path}",
        f"/none/.%2e%2f{path[1:]}",
        f"/%2e{path}",
        f"{head}/%2e/{last}",
        f"/%252e%252e{path}",
        path[0] + path[1:].replace("/", "%252f"),
        f"/%{ord(first[0]):02x}{path[2:]}",
        f"/;{path}",
        f"/none;/..{path}",
        f"/{first};x=1/{rest}",
        f"{path};",
        f"{path};.css",
        f"/..;{path}",
        path.upper(),
        f"/{first.upper()}/{rest}",
        f"{head.upper()}/{last}",
        f"{path}/",
        f"{path}//",
        f"{path}/.",
        f"{path}/..",
        f"{path}.",
        f"{path}~",
        f"{path}%20",
        f"{path}%00",
        f"{path}%00.css",
        f"{path}?",
        f"{path}?x=/index.html",
        f"{path}%3f",
        f"{path}%23",
        path.replace("/", "\\"),
        path[0] + path[1:].replace("/", "%5c"),
    )


def twin(path: str) -> str:
    """An address of the same length and kind, beside it: its last part with every letter and digit moved on by one."""
    folder = "/" if path.endswith("/") else ""
    head, _, last = path.removesuffix("/").rpartition("/")
    stem, dot, ending = last.partition(".")
    return f"{head}/{_moved_on(stem)}{dot}{ending}{folder}"


def foreign(path: str, audience: str) -> str:
    """The same address in the tree of an audience whose name is as long, and that there is not."""
    return path.replace(f"/a/{audience}/", f"/a/{_moved_on(audience)}/", 1)


def _moved_on(text: str) -> str:
    return "".join(_next(letter) for letter in text)


def _next(letter: str) -> str:
    if letter in "zZ9":
        return {"z": "a", "Z": "A", "9": "0"}[letter]
    return chr(ord(letter) + 1) if letter.isascii() and letter.isalnum() else letter
