"""Characters that turn the direction of text, and that whoever opened one must close.

Left open in a name, one turns round what follows it in titles, badges and labels of metrics, where no element ends it.
"""

_EMBEDDINGS, _POP = "\u202a\u202b\u202d\u202e", "\u202c"
_ISOLATES, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"


def closed(text: str) -> str:
    """The text with what it leaves open closed at its end, as the end of a paragraph would (UAX 9, X6a to X8)."""
    closers: list[str] = []
    for character in text:
        if character in _EMBEDDINGS:
            closers.append(_POP)
        elif character in _ISOLATES:
            closers.append(_POP_ISOLATE)
        elif character == _POP and closers[-1:] == [_POP]:
            closers.pop()
        elif character == _POP_ISOLATE and _POP_ISOLATE in closers:
            while closers.pop() != _POP_ISOLATE:
                pass
    return text + "".join(reversed(closers))
