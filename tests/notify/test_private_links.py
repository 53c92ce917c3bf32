"""The address of each private page travels in mail to its reader, and in no other; it opens what the build wrote."""

import re

import sink
from offices import INCIDENT, KEY, SETTINGS, begin, letters, office

from statusgen.model.keys import keys_from

KEYS = keys_from(KEY)
STAFF = "  staff: {name: Staff, list: true, contacts: [{email: staff@acme.example}], wants: [{services: all}]}\n"


def test_each_letter_leads_to_the_page_of_its_reader_and_none_to_a_list_does(tmp_path):
    desk = office(tmp_path / "site", "ana", "ben")
    desk.write("content/site.yaml", f"{SETTINGS}private_pages: true\n")
    desk.write("subscribers.yaml", (desk.root / "subscribers.yaml").read_text() + STAFF)
    begin(desk)
    assert desk.run("access", "rotate", "ben").returncode == 0
    with sink.running(tmp_path / "sink") as desk.port:
        assert desk.run("notify").returncode == 0
    found = {}
    for letter in letters(tmp_path / "sink"):
        parts = [part.get_payload(decode=True).decode() for part in letter.message.walk() if not part.is_multipart()]
        found[letter.to] = [re.findall(r"https://status\.acme\.example/f/(\w+)/", part) for part in parts]
    ana, ben = KEYS.link("ana", 1), KEYS.link("ben", 2)
    assert found == {
        "ana@acme.example": [[ana], [ana]],
        "ben@acme.example": [[ben], [ben]],
        "staff@acme.example": [[], []],
    }
    assert desk.run("build", "--all-audiences", "-o", str(tmp_path / "dist")).returncode == 0
    for token in (ana, ben):
        assert "Checkout fails" in (tmp_path / "dist/private/f" / token / "index.html").read_text(encoding="utf-8")


def test_a_preview_has_the_line_and_no_address_of_anybody(tmp_path):
    desk = office(tmp_path / "site", "ana")
    desk.write("content/site.yaml", f"{SETTINGS}private_pages: true\n")
    begin(desk)
    for form in ("--text", "--html", "--eml"):
        shown = desk.run("preview-mail", INCIDENT, "--for", "ana", form).stdout.replace("=\n", "")
        assert KEYS.link("ana", 1) not in shown
        assert f"https://status.acme.example/f/{'0' * 32}/" in shown
