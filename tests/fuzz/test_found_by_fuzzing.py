"""What fuzzing has found, each as small as it could be made. None of it may come back."""

from pathlib import Path

import pytest
from fuzz_imports import check_import
from fuzz_limits import limited
from fuzz_reading import check_reading
from fuzz_records import check_lease, check_ledger, check_listing, check_segments, ledger, segments
from fuzz_site import NOW, PEOPLE, SOPS

from statusgen.access.listing import Unusable, listing
from statusgen.author.importers import import_history
from statusgen.notify.ledger.lease import read as read_lease
from statusgen.notify.ledger.standing import examined
from statusgen.notify.mail.addresses import mailbox
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.mail.relay import BadRelay, relay

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
