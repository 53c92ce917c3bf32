"""Words: what plain readers do not know, blame, and comfort that nothing stands behind."""

from collections.abc import Iterator

from statusgen.lint.case import Case
from statusgen.lint.english import BLAME, COMFORT, JARGON
from statusgen.lint.finding import Finding, quoted
from statusgen.lint.text import Phrases, occurrences, phrases, words_of

_JARGON = phrases(JARGON)


def jargon(case: Case) -> Iterator[Finding]:
    """Each term once in a case. What a service is called, its readers know; the site's own list is for any language.

    How it came about may be told in the words of those who mend such things: only they read that far.
    """
    own = phrases(case.lint.jargon)
    seen: set[str] = set()
    for text in (text for text in case.hurried if text.is_public):
        indexes: tuple[Phrases, ...] = (own, _JARGON) if text.is_english else (own,)
        for start, end, plainly in (found for index in indexes for found in occurrences(text, index)):
            term = text.value[start:end]
            words = {word.text for word in words_of(term)}
            if term.lower() in seen or words <= case.known:
                continue
            seen.add(term.lower())
            hint = f"write it plainly: {plainly}" if plainly else "write what it means for people, or explain it"
            yield Finding("jargon", text, start, end, f"{quoted(term)} is a word of engineers", hint)


def blame(case: Case) -> Iterator[Finding]:
    hint = "say what happened and what is done about it, not who did it"
    yield from _worded(case, "blame", BLAME, "{} looks for somebody to blame", hint)


def comfort(case: Case) -> Iterator[Finding]:
    hint = "say what is known, what is not, and by when you will know more"
    yield from _worded(case, "false-comfort", COMFORT, "{} comforts without saying anything", hint)


def _worded(case: Case, code: str, index: Phrases, message: str, hint: str) -> Iterator[Finding]:
    for text in (text for text in case.texts if text.is_english):
        for start, end, _ in occurrences(text, index):
            said = message.format(quoted(text.value[start:end]))
            yield Finding(code, text, start, end, said, hint)
