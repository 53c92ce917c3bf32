"""YAML and JSON made to grow, to sink, to hide or to become something else: each is refused at its place, at once."""

import pytest
from hostile_site import errors_in, hostile

SERVICE = "content/services/bomb.yaml"
UPDATE = "content/incidents/slow/9.md"
LINES = "subscribers.jsonl"
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{two}: &{two} [*{one}, *{one}]\n" for one, two in zip("abcdefgh", "bcdefghi", strict=True)
)

# Text of a mapping, and what is said of it. It stands in a file of its own, and between the lines of a front matter.
BOMBS = {
    "an anchor": ("name: &x X\n", "yaml-feature"),
    "an alias": ("name: &x X\ndescription: *x\n", "yaml-feature"),
    "a billion laughs": (LAUGHS, "yaml-feature"),
    "an alias of itself": ("name: &a [*a]\n", "yaml-feature"),
    "a merge key": ("name: X\n<<: {audience: everyone}\n", "yaml-feature"),
    "a tag of Python": ("name: !!python/object/apply:os.system [id]\n", "yaml-feature"),
    "a tag": ("name: !!str X\n", "yaml-feature"),
    "a tag of one's own": ("name: !x X\n", "yaml-feature"),
    "bytes": ("name: !!binary aGk=\n", "yaml-feature"),
    "a list as a key": ("? [a]\n: b\n", "yaml-feature"),
    "a second document": ("name: X\n---x\n", "yaml-syntax"),
    "brackets": ("name: " + "[" * 200_000, "yaml-limit"),
    "brackets that end": ("name: " + "[" * 100_000 + "]" * 100_000, "yaml-limit"),
    "braces": ("name: " + "{a: " * 50_000, "yaml-limit"),
    "dashes": ("name:\n" + "- " * 50_000, "yaml-limit"),
    "question marks": ("? " * 50_000, "yaml-limit"),
    "steps": ("".join(f"{' ' * depth}a:\n" for depth in range(500)), "yaml-limit"),
    "very many keys": ("".join(f"k{number}: v\n" for number in range(20_000)), "yaml-limit"),
    "very many items": ("aliases:\n" + "- x\n" * 30_000, "yaml-limit"),
    "a long text": ("name: " + "x" * 300_000, "yaml-limit"),
    "a long key": ("x" * 100_000 + ": a\n", None),
    "a long comment": ("name: X # " + "x" * 300_000, "yaml-limit"),
    "a text without end": ("name: 'x" + "x\n" * 50_000, "yaml-syntax"),
    "a long number": ("name: X\nsince: " + "9" * 100_000 + "\n", "bad-time"),
    "a number out of range": ("name: X\nsince: 1e999999\n", "bad-time"),
    "a key twice": ("name: X\nname: Y\n", "duplicate-key"),
    "a key twice below": ("name: X\nlinks: {a: 'https://a.example/', a: 'https://b.example/'}\n", "duplicate-key"),
    "a key twice, once quoted": ("name: X\n\"na\\x6de\": Y\n", "duplicate-key"),
    "a null": ("name: ~\nsince: null\n", None),
    "LINE SEPARATOR": ("name: a\u2028b\n", "control-character"),
    "PARAGRAPH SEPARATOR": ("name: a\u2029b\n", "control-character"),
    "NEXT LINE": ("name: a\x85b\n", "control-character"),
    "ESC": ("name: a\x1b[31mb\n", "control-character"),
    "NUL": ("name: a\x00b\n", "control-character"),
    "a carriage return": ("name: a\rb\n", "control-character"),
    "a byte order mark within": ("name: a\ufeffb\n", "control-character"),
    "no character": ("name: a\ufffeb\n", "control-character"),
    "half a character": ("name: a\ud800b\n", "not-utf8"),
    "NUL by its number": ('name: "a\\0b"\n', "control-character"),
    "ESC by its number": ('name: "a\\eb"\n', "control-character"),
    "LINE SEPARATOR by its letter": ('name: "a\\Lb"\n', "control-character"),
    "a line break by its letter": ('name: "a\\nb"\n', None),
    "half a character by its number": ('name: "a\\ud800b"\n', None),
    "a number of no character": ('name: "a\\U00110000b"\n', "yaml-syntax"),
    "a tab for a step": ("links:\n\ta: https://a.example/\n", "yaml-syntax"),
}  # fmt: skip
WHOLE = {
    "a byte order mark": ("\ufeffname: X\n".encode(), "byte-order-mark"),
    "UTF-16": ("name: X\n".encode("utf-16"), "not-utf8"),
    "UTF-16 without a mark": ("name: X\n".encode("utf-16-le"), "control-character"),
    "UTF-32": ("name: X\n".encode("utf-32"), "not-utf8"),
    "Latin 1": ("name: Ü\n".encode("latin-1"), "not-utf8"),
    "an overlong slash": (b"name: \xc0\xaf\n", "not-utf8"),
    "ten megabytes": (b"name: " + b"x" * 10_000_000, "file-too-large"),
    "a megabyte of blanks": (b"name: X\n" + b" " * 990_000, "yaml-limit"),
    "nothing": (b"", "empty-file"),
    "blanks": (b" \n\n", "empty-file"),
    "a directive": (b"%TAG ! tag:x,2000:\n---\nname: !a X\n", "yaml-feature"),
    "another version": (b"%YAML 2.0\n---\nname: X\n", "yaml-syntax"),
    "two documents": (b"name: X\n---\nname: Y\n", "yaml-feature"),
    "a text": (b"just words\n", "wrong-type"),
    "a list": (b"- name: X\n", "wrong-type"),
}
LONG_LINES = {
    "deep lists": ("[" * 60_000, "json-syntax"),
    "deep objects": ('{"a":' * 12_000, "json-syntax"),
    "a long number": ('{"id": "x", "name": ' + "9" * 5_000 + "}", None),
    "no number": ('{"id": "x", "name": NaN}', None),
    "an endless number": ('{"id": "x", "name": 1e999}', None),
    "a key twice": ('{"id": "x", "id": "y"}', None),
    "half a character": ('{"id": "x", "name": "a\\ud800"}', None),
    "NUL": ('{"id": "x", "name": "a\\u0000b"}', "control-character"),
    "a long line": ('{"id": "' + "x" * 70_000 + '"}', "file-too-large"),
    "a very long line": ('{"id": "' + "x" * 5_000_000 + '"}', "file-too-large"),
    "no object": ("[]", "json-syntax"),
    "two objects": ("{}{}", "json-syntax"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_file_is_refused_at_its_place(name: str) -> None:
    text, code = BOMBS[name]
    found = errors_in(hostile({SERVICE: text}), SERVICE)
    assert found and all(one.span.line > 0 for one in found)
    assert code is None or code in {one.code for one in found}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_front_matter_is_refused_at_its_place(name: str) -> None:
    text, _ = BOMBS[name]
    found = errors_in(hostile({UPDATE: f"---\n{text}\n---\nText.\n"}), UPDATE)
    assert found and all(one.span.line > 0 for one in found)


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_none_is_refused(name: str) -> None:
    content, code = WHOLE[name]
    found = hostile({SERVICE: content})
    assert code in {one.code for one in found.problems if one.span.path == SERVICE}
    assert "bomb" not in found.site.services or code == "byte-order-mark"


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_line_of_people_that_is_a_bomb_is_refused_and_the_others_are_read(name: str) -> None:
    text, code = LONG_LINES[name]
    good = '{"id": "cy", "name": "Cy", "contacts": [{"email": "cy@acme.example"}]}'
    found = hostile({LINES: f"{text}\n{good}\n"})
    wrong = errors_in(found, LINES)
    assert wrong and {one.span.line for one in wrong} == {1}
    assert code is None or code in {one.code for one in wrong}
    assert "cy" in found.site.people.subscribers


def test_a_site_of_bombs_alone_is_read_to_its_end() -> None:
    """Each is refused by itself; together they are no more than their sum."""
    files = {f"content/services/bomb-{number}.yaml": text for number, (text, _) in enumerate(BOMBS.values())}
    found = hostile(files)
    assert not [path for path in files if not errors_in(found, path)]
