"""What a text means, by the field it stands in."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from statusgen.model.incident import NO_PROMISE
from statusgen.read import contacts, fields


def parsed(kind: Any, text: object) -> Any:
    return TypeAdapter(kind).validate_python(text)


def code_of(kind: Any, text: object) -> str:
    with pytest.raises(ValidationError) as caught:
        parsed(kind, text)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    "text", ["2026-11-21T14:05:00Z", "2026-11-21T14:05Z", "2026-11-21t15:05:00+01:00", "2026-11-21 14:05:00.000z"]
)
def test_a_time_is_rfc_3339_with_seconds_optional(text: str) -> None:
    assert parsed(fields.Instant, text) == datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["20261121", "2026-11-21", "1732197900", "2026-02-30T00:00Z", "2026-11-21T14:05:60Z", "2026-11-21T14:05+25:00",
     "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "14:05", "now", "\uff12\uff10\uff12\uff16-11-21T14:05Z"],
)  # fmt: skip
def test_what_is_not_quite_a_time_is_refused(text: str) -> None:
    assert code_of(fields.Instant, text) == "bad-time"


# The strategy wants bounds without a zone.
@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_survives_being_written(moment: datetime) -> None:
    assert parsed(fields.Instant, moment.isoformat()) == moment


@pytest.mark.parametrize(
    ("text", "minutes"), [("30m", 30), ("2h", 120), ("1d", 1440), ("1h30m", 90), ("1d2h3m", 1563), ("90m", 90)]
)
def test_a_duration_counts_days_hours_and_minutes(text: str, minutes: int) -> None:
    assert parsed(fields.Duration, text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "30", "30 m", "m", "0m", "-5m", "1m1h", "1.5h", "999999999d"])
def test_what_is_not_a_duration_is_refused(text: str) -> None:
    assert code_of(fields.Duration, text) == "bad-duration"


def test_a_distribution_list_is_no_kind_and_what_makes_one_is_said() -> None:
    with pytest.raises(ValidationError) as caught:
        parsed(contacts.PersonKind, "list")
    assert "`list: true`" in str(caught.value.errors()[0]["ctx"])


def test_a_promise_is_a_duration_a_time_or_none() -> None:
    assert parsed(fields.PromiseField, "45m") == timedelta(minutes=45)
    assert parsed(fields.PromiseField, "2026-11-21T15:00Z") == datetime(2026, 11, 21, 15, tzinfo=UTC)
    assert parsed(fields.PromiseField, "none") == NO_PROMISE


@pytest.mark.parametrize("text", ["javascript:alert(1)", "//host/x", "https://", "ftp://a.example", "data:text/html,x",
                                  "https://user:pass@a.example/", "https:a", " https://a.example"])  # fmt: skip
def test_a_link_is_http_https_or_mailto(text: str) -> None:
    assert code_of(fields.Url, text) == "bad-value"


def test_the_address_of_a_site_ends_in_a_slash() -> None:
    assert parsed(fields.BaseUrl, "https://a.example/status") == "https://a.example/status/"


@pytest.mark.parametrize("text", ["", "-a", "A", "a_b", "a" * 65, "../a", "con.", "ä", "a\n"])
def test_an_id_is_short_plain_and_lower_case(text: str) -> None:
    assert code_of(fields.Id, text) == "bad-id"


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        ({"email": "ana@example.com"}, None),
        ({"sms": "+49301234567"}, None),
        ({"email": "ana"}, "bad-address"),
        ({"email": "a@b.example, c@d.example"}, "bad-address"),
        ({"sms": "030 1234"}, "bad-address"),
        ({"fax": "1"}, "bad-value"),
        ({"email": "a@b.example", "sms": "+49301234567"}, "wrong-type"),
        ("ana@example.com", "wrong-type"),
        ({"email": ["a@b.example"]}, "wrong-type"),
    ],
)
def test_a_contact_is_one_channel_and_its_address(contact: object, code: str | None) -> None:
    if code:
        assert code_of(contacts.ContactField, contact) == code
    else:
        assert parsed(contacts.ContactField, contact) == contact


def test_an_address_never_stands_in_the_message_about_it() -> None:
    with pytest.raises(ValidationError) as caught:
        parsed(contacts.ContactField, {"email": "canary at example"})
    assert "canary" not in caught.value.errors()[0]["msg"]


def test_dates_clocks_numbers_and_zones() -> None:
    assert parsed(fields.Date, "2026-11-21") == date(2026, 11, 21)
    assert parsed(fields.Clock, "08:00") == time(8)
    assert parsed(fields.Share, "0.3") == 0.3
    assert parsed(fields.Zone, "Europe/Berlin") == "Europe/Berlin"
    assert code_of(fields.Zone, "Europe/Atlantis") == "bad-value"
    assert code_of(fields.Zone, "../../etc/passwd") == "bad-value"
    assert code_of(fields.Count, "0") == "bad-value"
    assert code_of(fields.Clock, "25:00") == "bad-time"


@pytest.mark.parametrize(
    "text",
    ["https://h", "http://localhost:8000/", "https://status.acme.example/a/b_c~d/", "https://[2001:db8::1]:8443/x",
     "https://xn--bcher-kva.example/%C3%BC"],
)  # fmt: skip
def test_a_site_stands_at_an_address(text: str) -> None:
    assert parsed(fields.BaseUrl, text).rstrip("/") == text.rstrip("/")


@pytest.mark.parametrize(
    "text",
    ["", "status.acme.example", "ftp://h/", "https://", "https:///x", "https://h//evil/", "https://h/a//", "https://h/../",
     "https://h/a/./b", "https://h/%zz", "https://[abc/", "https://[::g]/", "https://h:99999/", "https://h:x/",
     "https://u@h/", "https://a..b/", "https://h/?q", "https://h/#f", 'https://h/"', "https://h/<b>", "https://ü.example/",
     f"https://{'a' * 64}.example/", "https://h/a b", "https://h\\x"],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_no_address_of_a_site(text: str) -> None:
    assert code_of(fields.BaseUrl, text) == "bad-value"


@pytest.mark.parametrize("text", ["https://h/?q=ü#f", "http://[::1]/", "mailto:sre@acme.example", "https://ü.example"])
def test_a_link_may_have_everything_that_browsers_understand(text: str) -> None:
    assert parsed(fields.Url, text) == text


@pytest.mark.parametrize(
    "text",
    ["https://[abc/", "https://h:99999/", "//h", "javascript:a", "mailto:a", "https://a@b/", "https://h/?a=1&b=<>",
     "https://h/a[1]", "https://h/%zz", "https://h/#a#b", "mailto:a@b.example?subject=<b>"],
)  # fmt: skip
def test_what_no_browser_understands_or_should_is_no_link(text: str) -> None:
    assert code_of(fields.Url, text) == "bad-value"


@pytest.mark.parametrize(
    "text", ["localtime", "posixrules", "Factory", "right/UTC", "posix/UTC", "../UTC", "Europe", ""]
)
def test_what_differs_between_machines_is_no_zone(text: str) -> None:
    assert code_of(fields.Zone, text) == "bad-value"


def test_days_end_after_ten_years() -> None:
    assert parsed(fields.Days, "3660") == 3660
    assert code_of(fields.Days, "3661") == "bad-value"


def test_a_duration_of_more_than_four_digits_is_told_from_what_is_none() -> None:
    with pytest.raises(ValidationError, match="too long"):
        parsed(fields.Duration, "999999999d")
