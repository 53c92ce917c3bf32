"""People get new addresses for their private pages: the number in their entry goes up, and no other byte changes."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from statusgen.author.draft import Draft, Refused
from statusgen.author.editing import Unchangeable, Where, with_value_in_each
from statusgen.model.people import Subscriber
from statusgen.read.encrypted import is_encrypted

_KEY = "link"
_NUMBER = re.compile(r'("link"\s*:\s*)\d+')
_BULK = ".jsonl"


def files_of(base: Path, people: Iterable[Subscriber]) -> dict[str, list[Subscriber]]:
    """Where these are described, by path from `base`. Raises Refused where that is encrypted."""
    found: dict[str, list[Subscriber]] = {}
    for person in people:
        path = person.span.path
        if is_encrypted(base / path):
            how = f"decrypt it, write `{_KEY}: {person.link + 1}` for {person.id}, and encrypt it again"
            raise Refused(f"{path} is encrypted, and only you have the key: {how}")
        found.setdefault(path, []).append(person)
    return found


def rotated(files: Mapping[str, Sequence[Subscriber]], texts: Mapping[str, str]) -> Draft:
    """`files` are those of all of them, `texts` these files as they are now. Raises Refused."""
    edited = {}
    for path, people in files.items():
        edit = _in_lines if path.endswith(_BULK) else _in_yaml
        edited[path] = edit(path, texts[path], people)
    return Draft("", next(iter(files), ""), "Give people new private addresses", edited=edited, was=dict(texts))


def _in_yaml(path: str, text: str, people: Sequence[Subscriber]) -> str:
    """A file of a folder is one person; any other has them below `subscribers`."""
    where: dict[Where, str] = {
        () if "/" in path else ("subscribers", person.id): str(person.link + 1) for person in people
    }
    return with_value_in_each(text, path, _KEY, where)


def _in_lines(path: str, text: str, people: Sequence[Subscriber]) -> str:
    lines = text.split("\n")
    for person in people:
        number = person.span.line - 1
        wanted = json.loads(lines[number]) | {_KEY: person.link + 1}
        ways = (way for way in _ways(lines[number], person.link + 1) if _loaded(way) == wanted)
        found = next(ways, None)
        if found is None:
            how = f"write this by hand: {json.dumps(_KEY)}: {person.link + 1}"
            raise Unchangeable(f"{path}:{number + 1}: this line cannot be changed without touching more of it; {how}")
        lines[number] = found
    return "\n".join(lines)


def _ways(line: str, number: int) -> Iterator[str]:
    for found in _NUMBER.finditer(line):
        yield f"{line[: found.start()]}{found[1]}{number}{line[found.end() :]}"
    end = line.rindex("}")
    yield f"{line[:end].rstrip()}, {json.dumps(_KEY)}: {number}{line[end:]}"


def _loaded(line: str) -> object:
    """None where a key stands in it twice, or it is no JSON."""
    try:
        return json.loads(line, object_pairs_hook=_once)
    except ValueError:
        return None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)
