import pytest

from statusgen.model.secret import Secret
from statusgen.notify.mail.relay import BadRelay, Encryption, Relay, relay


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mx.example.org", Relay("mx.example.org", 25)),
        ("smtp://mx.example.org:2525/", Relay("mx.example.org", 2525)),
        ("smtp://u:p@mx.example.org", Relay("mx.example.org", 587, user="u", password=Secret("p"))),
        ("smtps://mx.example.org", Relay("mx.example.org", 465, Encryption.IMPLICIT)),
        ("smtp://[::1]:25", Relay("::1", 25)),
        ("smtp://u%40x:p%2F%3F@h", Relay("h", 587, user="u@x", password=Secret("p/?"))),
        ("smtp://h?starttls=require", Relay("h", 25, Encryption.REQUIRE)),
        ("smtp://h?starttls=never", Relay("h", 25, Encryption.NEVER)),
        ("smtp://h/?connections=3&rate=100/s&timeout=2.5", Relay("h", 25, connections=3, rate=100.0, timeout=2.5)),
        ("smtp://h?rate=0.5&helo=status.acme.example", Relay("h", 25, rate=0.5, helo="status.acme.example")),
    ],
)
def test_a_relay_is_written_as_a_url(url, expected):
    assert relay(url) == expected


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mx.example.org:25", "must look like"),
        ("http://mx.example.org", "must look like"),
        ("smtp://", "must look like"),
        ("smtp://u:canary/x@h", "port|path"),
        ("smtp://h:99999", "port"),
        ("smtp://h/path", "path"),
        ("smtp://h?conections=3", "did you mean `connections`"),
        ("smtp://h?connections=0", "`connections` in STATUSGEN_SMTP_URL must be a whole number from 1 to 99"),
        ("smtp://h?connections=1000", "`connections`"),
        ("smtp://h?rate=fast", "`rate`"),
        ("smtp://h?starttls=maybe", "`starttls`"),
        ("smtp://a..b/", "no name of a host"),
        (f"smtp://{'a' * 64}.example.org/", "no name of a host"),
        (f"smtp://{'a.' * 140}example.org/", "no name of a host"),
        ("smtp://u:12?canary@h", "none of connections.*%3F"),
        ("smtp://u:12?canary=x&connections=3@h", "none of connections"),
        ("smtp://u:12?rate=canary@h", "`rate`"),
        ("smtp://u:12#canary@h", "path"),
        ("smtp://u:12/canary@h", "path"),
        ("smtp://u:canary[@h", "port|host"),
        ("smtp://:canary@h", "no user"),
        ("smtp://u:canary%00@h", "NUL"),
        ("smtp://h?helo=a%0D%0AQUIT", "`helo`"),
    ],
)
def test_a_wrong_url_is_explained_without_showing_it(url, complaint):
    with pytest.raises(BadRelay, match=complaint) as refused:
        relay(url)
    assert "canary" not in str(refused.value)


def test_the_password_is_not_in_the_representation():
    assert "canary" not in repr(relay("smtp://u:canary@h"))


@pytest.mark.parametrize("url", ["smtp://[::1]:25", "smtp://[fe80::1]:25"])
def test_an_address_of_ipv6_is_shown_in_brackets(url):
    assert str(relay(url)) == url.removeprefix("smtp://")
