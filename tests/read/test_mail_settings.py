"""What sending could not use is refused where it is written."""

from datetime import UTC, datetime

import pytest

from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(("local", "fits"), [("b" * 26, True), ("b" * 27, False)])
def test_a_bounce_address_leaves_room_for_what_says_who_bounced(tmp_path, local, fits):
    (tmp_path / "content").mkdir()
    settings = f"name: Acme\nurl: https://status.acme.example/\nmail:\n  bounce: {local}@acme.example\n"
    (tmp_path / "content" / "site.yaml").write_text(settings, "utf-8")
    found = [one for one in load(tmp_path, NOW).problems if one.code == "bad-address"]
    assert [(one.span.line, "more than 26 characters" in one.message) for one in found] == ([] if fits else [(4, True)])
