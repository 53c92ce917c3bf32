"""What a rule has found: which words of which text, and how to write it better."""

from dataclasses import dataclass

from statusgen.lint.text import Text

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are characters of `text.value`; `code` is one of `statusgen.codes` whose level is note."""

    code: str
    text: Text
    start: int
    end: int
    message: str
    hint: str

    @property
    def words(self) -> str:
        return self.text.value[self.start : self.end]


def quoted(words: str) -> str:
    """Words of a text as a message shows them: on one line, and not too many."""
    line = " ".join(words[: _SHOWN * 2].split())
    return f"`{line}`" if len(line) <= _SHOWN else f"`{line[: _SHOWN - 1]}…`"


def of_all(code: str, text: Text, message: str, hint: str) -> Finding:
    """A finding about a text as a whole, which is shown at its first line."""
    first = text.value.partition("\n")[0]
    return Finding(code, text, 0, len(first), message, hint)
