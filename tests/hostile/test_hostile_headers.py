"""What people write in every field that reaches the header of a mail: refused where it stands, or text in one field."""

import sys
from pathlib import Path

import pytest
from hostile_site import SECONDS, errors_in, hostile, limited, unrefused

from statusgen.notify.mail.relay import BadRelay, relay

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))
from fuzz_mail import check_messages
from fuzz_site import FILES

SETTINGS = "content/site.yaml"
INCIDENT = "content/incidents/slow/incident.yaml"
MAIL = 'mail: {from: "Acme status <status@acme.example>", reply_to: sre@acme.example, bounce: b@acme.example}'
ANA = "    name: Ana Ruiz\n"
ADDRESS = "ana@acme.example"
# A field: the file, what stands there now, and what is to stand there, with the value in double quotes for `{}`.
FIELDS = {
    "name of the site (From, List-Id)": (SETTINGS, "name: Acme status\n", "name: {}\n"),
    "address of the site (List-Help)": (SETTINGS, "url: https://status.acme.example/sub/", "url: {}"),
    "tag (List-Id)": (SETTINGS, "tag: acme", "tag: {}"),
    "sender (From)": (SETTINGS, MAIL, "mail: {{from: {}}}"),
    "answers (Reply-To)": (SETTINGS, MAIL, "mail: {{from: a@b.example, reply_to: {}}}"),
    "bounces (envelope)": (SETTINGS, MAIL, "mail: {{from: a@b.example, bounce: {}}}"),
    "list (List-Id)": (SETTINGS, MAIL, "mail: {{from: a@b.example, list_id: {}}}"),
    "preferences (List-Unsubscribe)": (SETTINGS, MAIL, "mail: {{from: a@b.example, preferences: {}}}"),
    "title (Subject)": (INCIDENT, "title: Checkout is slow\n", "title: {}\n"),
    "severity (X-Status-Severity)": (INCIDENT, "severity: major", "severity: {}"),
    "service (X-Status-Services)": (INCIDENT, "services: {shop: partial_outage,", "services: {{{}: partial_outage,"),
    "name of a person (To)": ("subscribers.yaml", ANA, "    name: {}\n"),
    "address of a person (To)": ("subscribers.yaml", f"{{email: {ADDRESS}}}", "{{email: {}}}"),
    "name of a team (X-Status-Reason)": ("subscribers.yaml", "name: Red\n", "name: {}\n"),
    "phase (X-Status-Phase)": ("content/incidents/slow/1.md", "phase: investigating", "phase: {}"),
    "name of a service (X-Status-Reason)": ("content/services/shop.yaml", "name: Shop\n", "name: {}\n"),
}
# All of them, each on a line of its own.
ALL = {
    SETTINGS: (
        "name: {}\nurl: {}\ntag: {}\nmail:\n  from: {}\n  reply_to: {}\n  bounce: {}\n  list_id: {}\n"
        "  preferences: {}\n"
    ),
    INCIDENT: "title: {}\nseverity: {}\n",
    "content/incidents/slow/1.md": "---\nphase: {}\nat: 2026-11-21T14:05:00Z\n---\nText.\n",
    "content/services/shop.yaml": "name: {}\n",
    "content/incidents/fire/incident.yaml": "title: Fire\nservices:\n  {}: partial_outage\n",
    "subscribers.yaml": (
        "teams:\n  red:\n    name: {}\n    members: [ana]\nsubscribers:\n  ana:\n    name: {}\n"
        "    contacts:\n      - email: {}\n"
    ),
}
# As YAML has it between double quotes. The first are no characters of a line, wherever it stands.
BREAKING = {
    "CR LF": r"a\r\nBcc: x@evil.invalid", "LF": r"a\nBcc: x@evil.invalid", "CR": r"a\rBcc: x@evil.invalid",
    "NUL": r"a\0b", "VT": r"a\vb", "FF": r"a\fb", "ESC": r"a\e[1mb", "DEL": r"a\x7fb", "FS": r"a\x1cb",
    "NEXT LINE": r"a\Nb", "LINE SEPARATOR": r"a\Lb", "PARAGRAPH SEPARATOR": r"a\Pb", "CSI": r"a\x9bb",
    "half a character": r"a\ud800b", "an end and a body": r"a\r\n\r\n<b>", "a folded line": r"a\r\n b",
}  # fmt: skip
# These may be text; then they are text and no more.
ODD = {
    "an encoded word": "=?utf-8?q?=0D=0ABcc:x?=", "base64": "=?utf-8?b?DQpCY2M6eA==?=",
    "UTF-7": "=?utf-7?q?+AA0ACg-Bcc:x?=",
    "two addresses": "a@b.example, c@d.example", "two mailboxes": "A <a@b.example>, C <c@d.example>",
    "a quoted local part": r"\"a b\"@c.example", "an address in a name": "x@evil.invalid <a@b.example>",
    "a comment": "a@b.example (c)", "a group": "all: a@b.example;", "a route": "<@x.example:a@b.example>",
    "an address of a machine": "a@[127.0.0.1]", "percent": "a%d.example@b.example", "a bang": "a!b@c.example",
    "a field": "Bcc: x@evil.invalid", "998 characters": "x" * 998, "5000 characters": "x" * 5_000,
    "998 octets of two": "\u00fc" * 499, "blanks": "a" + " " * 900 + "b", "quotes": r"\"\\\"", "angles": "<<>>",
    "turned around": r"a\u202eb", "a long local part": f"{'a' * 65}@b.example",
    "a long domain": f"a@{'b.' * 130}example",
    "an option of the relay": "a@b.example SIZE=1", "a dot": ".", "nothing": "",
}  # fmt: skip


def with_value(field: str, value: str) -> tuple[str, str]:
    path, there, then = FIELDS[field]
    assert FILES[path].count(there) == 1, field
    return path, FILES[path].replace(there, then.format(f'"{value}"'))


@pytest.mark.parametrize("value", BREAKING)
def test_what_ends_a_line_anywhere_is_refused_wherever_it_stands(value: str) -> None:
    assert unrefused(ALL, BREAKING[value]) == set()


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("field", FIELDS)
def test_what_is_odd_is_refused_or_text_in_one_field(field: str, value: str) -> None:
    path, text = with_value(field, ODD[value])
    found = errors_in(hostile({path: text}), path)
    assert all(one.span.line > 0 for one in found)
    if not found:
        with limited(5 * SECONDS):
            check_messages({path: text.encode()}, incidents_alone=True)


RELAYS = (
    "smtp://h/?helo=a%0d%0aMAIL", "smtp://h/?helo=a b", "smtp://h%0d%0aX/", "smtp://h\r\nX/", "smtp://a b/", "http://h/",
    "file:///etc/passwd", "smtp:///", "smtp:h", "h:25", "smtp://h:0x19/", "smtp://h:70000/", "smtp://h/path",
    "smtp://h#x", "smtp://:p@h/", "smtp://u%00:p@h/", "smtp://h/?connections=0", "smtp://h/?rate=-1", "smtp://h/?x=1",
    "smtp://h/?timeout=1e9", "smtp://[::1/", "smtp://a..b/", f"smtp://{'a' * 300}/", "gopher://h/", "smtp://h\t/",
)  # fmt: skip


@pytest.mark.parametrize("url", RELAYS)
def test_what_is_no_relay_is_refused_without_a_word_of_it(url: str) -> None:
    with pytest.raises(BadRelay) as refused:
        relay(url)
    assert url not in str(refused.value) and str(refused.value).isprintable()
