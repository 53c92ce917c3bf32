"""Text of a branch within Markdown of ours: read as text by every forge, and by the log that the comment is printed to.

Nothing of it becomes a link, a picture, HTML, a mention, a reference or a command, and nothing drives a terminal.
"""

import re

from statusgen.report.terminal import clipped, safe

_MOST = 300  # columns of one piece of text
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$@&])")  # never at the beginning of a line: there is always ours before it
# What forges look for behind the Markdown, in text that is escaped, too: mentions, references, addresses.
_CALLS = re.compile(r"(?<=[@#!$%&~^])(?=\w|[\"'{])|(?<=:)(?=[a-z+/-])|(?<=www)(?=\.)|(?<=\bGH)(?=-)", re.IGNORECASE)
_BREAK = "\u2060"  # a word joiner: nobody sees it, and no pattern knows it
_COMMAND = re.compile(r"^(\s*):(?=:)")


def text(words: str) -> str:
    """On one line, to be read as it is."""
    plain = clipped(safe(" ".join(words.split())), _MOST)
    return _MARKUP.sub(r"\\\1", _CALLS.sub(_BREAK, plain))


def code(words: str) -> str:
    """A name or path in a code span, which no sign in it can end (CommonMark 0.31, 6.1)."""
    plain = clipped(safe(words), _MOST) or " "
    ticks = "`" * (_longest_run(plain) + 1)
    blank = " " if plain[0] in "` " or plain[-1] in "` " else ""
    return f"{ticks}{blank}{plain}{blank}{ticks}"


def block(words: str, most: int) -> list[str]:
    """Lines in a fence that is longer than any in them; at most `most` characters of them, and how many lines more."""
    lines = [_line(one) for one in words.strip("\n").split("\n")]
    kept, room = [], most
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    fence = "`" * max([3, *(_longest_run(line) + 1 for line in kept)])
    left = len(lines) - len(kept)
    return [f"{fence}text", *kept, fence, *([f"… and {left:,} more lines."] if left else [])]


def _line(line: str) -> str:
    """No runner of a CI takes it for a command, wherever in the line it looks."""
    return _COMMAND.sub(r"\1\\x3a", safe(line))


def _longest_run(line: str) -> int:
    return max(map(len, re.findall("`+", line)), default=0)
