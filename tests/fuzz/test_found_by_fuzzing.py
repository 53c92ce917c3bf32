"""What fuzzing has found, each as small as it could be made. None of it may come back."""

import asyncio
import json
from pathlib import Path

import pytest
from fuzz_imports import check_import
from fuzz_limits import limited
from fuzz_reading import check_reading
from fuzz_records import KEYS, check_lease, check_ledger, check_listing, check_record, check_segments, ledger, segments
from fuzz_site import NOW, PEOPLE, SOPS

from statusgen.access.listing import Unusable, listing
from statusgen.author.importers import import_history
from statusgen.notify.ledger.forge import git_place
from statusgen.notify.ledger.lease import read as read_lease
from statusgen.notify.ledger.rows import Unready
from statusgen.notify.ledger.standing import examined
from statusgen.notify.mail.addresses import mailbox
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.mail.relay import BadRelay, relay
from statusgen.notify.mail.wire import Wire
from statusgen.publish.tree import look

DEEP = "[" * 100_000
LONG = "9" * 5_000  # more digits than Python makes a number of


@pytest.mark.parametrize("text", [DEEP, LONG, f'{{"version": {LONG}}}', '{"version": NaN}'])
def test_a_listing_that_is_too_deep_or_too_long_is_unusable(text: str) -> None:
    with pytest.raises(Unusable):
        listing(text)
    check_listing(text)


@pytest.mark.parametrize("text", [DEEP, f'{{"until": {LONG}}}', '{"until": "2026-11-21T00:00:00Z", "pid": 1e999}'])
def test_a_lease_that_is_too_deep_or_too_long_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_lease(text.encode())
    check_lease(text.encode())


@pytest.mark.parametrize("line", [DEEP, f'{{"row": {LONG}}}'])
def test_a_segment_with_a_line_that_is_too_deep_or_too_long_is_damaged(line: str) -> None:
    files = dict(segments())
    path = max(files)
    head, _, rest = files[path].partition(b"\n")
    files[path] = b"\n".join([head, line.encode(), rest])
    assert any("no JSON" in fault for fault in examined(files, None).faults)
    check_segments(files)


@pytest.mark.parametrize("line", ['{"title": ["a", "b"]}', '{"held": []}', '{"news": ["a"]}'])
def test_a_segment_with_a_line_that_is_too_short_is_damaged(line: str) -> None:
    """Sealed by somebody who has the key: the seal says who wrote it, not that it is right."""
    files = dict(segments())
    path = max(files)
    head, *lines, _ = files[path].splitlines()
    body = b"\n".join([head, *lines, line.encode(), b""])
    files[path] = body + f'{{"seal":"{KEYS.seal(body)}"}}\n'.encode()
    assert any("says nothing that is known" in fault for fault in examined(files, KEYS).faults)
    check_segments(files)


def test_a_ref_with_a_control_character_is_refused() -> None:
    with pytest.raises(Unready, match="refs/"):
        git_place("git:https://git.example/x.git#refs/\x00statusgen/ledger", Path())


def test_a_list_of_our_files_with_a_name_too_long_for_any_file_names_none_of_ours() -> None:
    name = "i" * 5_000 + ".html"
    content = json.dumps({"files": {name: ["0" * 32, "0" * 32]}, "version": 1}).encode()
    assert look(Path(), [name], {}) == {}
    check_record(("public/.statusgen-manifest.json", content))


def test_a_relay_that_answers_with_empty_lines_without_end_is_left() -> None:
    async def lost() -> str:
        wire = Wire()
        wire.data_received(b"250-\r\n" * 20_000)
        return wire.lost

    assert asyncio.run(lost()) == "the relay talks without end"


def test_a_ledger_whose_schema_is_no_text_is_damaged() -> None:
    """SQLite says in its own words what it cannot read, and these have the bytes in them."""
    content = ledger()
    assert b"CREATE TABLE" in content
    check_ledger(content.replace(b"CREATE TABLE", b"CREATE T\x80\xffLE", 1))


@pytest.mark.parametrize("written", ["a" + " " * 50_000 + "b", '"' * 50_000, '" ' * 25_000, "<" * 50_000])
def test_a_mailbox_of_blanks_is_refused_at_once(written: str) -> None:
    with limited(2.0), pytest.raises(Unsendable):
        mailbox(written)


@pytest.mark.parametrize("url", ["smtp://h\r\nX/", "smtp://h\tx/", "smtp://h/?helo=a\nb"])
def test_a_line_within_the_address_of_a_relay_is_not_left_out_in_silence(url: str) -> None:
    with pytest.raises(BadRelay):
        relay(url)
    assert relay("smtp://relay.example/\n").host == "relay.example"  # as a file that keeps it ends


@pytest.mark.parametrize("odd", ["\x80", "\x00", "\x1b", "\ufffe", "\u2028"])
def test_an_encrypted_file_with_a_control_character_is_damaged(odd: str) -> None:
    check_reading({PEOPLE: SOPS.replace("version", f"{odd}version").encode()})


@pytest.mark.parametrize("text", ['{"months": null}', '{"incidents": 5}', '{"components": "x"}'])
def test_an_answer_in_which_a_list_is_none_is_named(text: str) -> None:
    check_import(("statuspage", {"history.json": text.encode()}))


@pytest.mark.parametrize("text", ["<feed/>", "<rss/>", '<feed xmlns="http://www.w3.org/2005/Atom"/>'])
def test_a_feed_without_an_entry_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "history.atom").write_text(text, encoding="utf-8")
    (line,) = import_history("statuspage", tmp_path, tmp_path / "site", NOW).lines
    assert line.path == "history.atom" and "no entry" in line.message
