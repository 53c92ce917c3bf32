"""Preferences that change nothing are pointed at, one by one."""

from datetime import UTC, datetime

import pytest

from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
SITE = "name: Acme status\nurl: https://status.acme.example/\ntag: acme\n"
ANA = "subscribers:\n  ana:\n    name: Ana\n    contacts: [{email: ana@acme.example}]\n"


def found(tmp_path, people):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "subscribers.yaml").write_text(people, encoding="utf-8")
    return [(one.code, one.span.line, one.message) for one in load(tmp_path, NOW).problems]


@pytest.mark.parametrize(
    ("people", "line", "words"),
    [
        (ANA + "    wants: [{services: all, via: sms}]\n", 5, "no contact for `via: sms`"),
        (ANA + '    quiet_hours: {from: "22:00", to: "22:00"}\n', 5, "quiet hours from 22:00 to 22:00 never begin"),
        (ANA.replace("ana:", "all:") + "    list: true\n    members: [all]\n", 6, "cannot be its own member"),
        (
            "teams:\n  support:\n    name: Support\n    members: [ana]\n"
            '    defaults: {quiet_hours: {from: "07:00", to: "07:00"}}\n' + ANA,
            5,
            "never begin",
        ),
    ],
)
def test_a_preference_without_effect_is_a_warning_where_it_stands(tmp_path, people, line, words):
    ((code, at, message),) = found(tmp_path, people)
    assert (code, at) == ("idle-preference", line)
    assert words in message


def test_preferences_that_matter_pass_without_a_word(tmp_path):
    wants = "    wants: [{services: all, via: email}]\n"
    assert not found(tmp_path, ANA + wants + '    quiet_hours: {from: "22:00", to: "07:00"}\n')
