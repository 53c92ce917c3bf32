"""A strict reader of letters (RFC 5322), written apart from the code that makes them, and from Python's own."""

import email
import email.policy
import re

FIELD = re.compile(rb"([!-9;-~]+):( [ -~\x80-\xff]*)?")
CONTINUED = re.compile(rb" [ -~\x80-\xff]*[!-~\x80-\xff][ -~\x80-\xff]*")
HEAD = "Date From To Reply-To Subject Message-ID In-Reply-To References"
TO_A_PERSON = "List-Unsubscribe"
TAIL = (
    "List-Id List-Help List-Archive Auto-Submitted X-Auto-Response-Suppress Precedence Feedback-ID X-Status-Incident "
    "X-Status-Update X-Status-Phase X-Status-Severity X-Status-Services X-Status-Reason MIME-Version Content-Type"
)


def fields(content: bytes) -> list[tuple[str, bytes]]:
    """Names and values of the header of a letter. Fails on anything that a reader might take for something else."""
    head, end, _ = content.partition(b"\r\n\r\n")
    assert end, "no end of the header"
    found: list[tuple[str, bytes]] = []
    for line in head.split(b"\r\n"):
        assert len(line) <= 998, line
        if line.startswith((b" ", b"\t")):
            assert CONTINUED.fullmatch(line) and found, line
            found[-1] = (found[-1][0], found[-1][1] + line)
        else:
            named = FIELD.fullmatch(line)
            assert named, line
            found.append((named[1].decode("ascii"), named[2] or b""))
    return found


def assert_letter(content: bytes, *, reply_to: bool, is_list: bool = False) -> None:
    """Exactly the fields that are intended, in their order, for three readers; and a body that every relay takes."""
    every = f"{HEAD} {'' if is_list else TO_A_PERSON} {TAIL}".split()
    wanted = [name for name in every if reply_to or name != "Reply-To"]
    assert [name for name, _ in fields(content)] == wanted
    for policy in (email.policy.SMTP, email.policy.compat32):
        assert email.message_from_bytes(content, policy=policy).keys() == wanted
    whole = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert [kind.get_content_type() for kind in whole.iter_parts()][:2] == ["text/plain", "text/html"]
    assert len(whole["To"].addresses) == len(whole["From"].addresses) == 1
    body = content.partition(b"\r\n\r\n")[2]
    assert body.isascii() and b"\0" not in body and not re.search(rb"\r(?!\n)|(?<!\r)\n", body)
    assert max(map(len, body.split(b"\r\n"))) <= 998
