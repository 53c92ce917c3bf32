"""Titles: the subject of every mail, and often all that is read."""

from collections.abc import Iterator

from statusgen.lint.case import Case
from statusgen.lint.effects import tells_effect
from statusgen.lint.english import VAGUE
from statusgen.lint.finding import Finding, of_all
from statusgen.model.incident import Incident


def without_effect(case: Case) -> Iterator[Finding]:
    """A title that says that there is something, but not what people notice of it."""
    if not isinstance(case.affair, Incident):
        return
    for title in (head for head in case.heads if head.field == "title" and head.is_english):
        words = title.vocabulary
        if (words & VAGUE or words <= case.known) and not tells_effect(title):
            message = "the title does not say what people notice"
            hint = "write a sentence about the effect, such as `Search shows no results`"
            yield of_all("title-without-effect", title, message, hint)
