"""What an update must say, by PagerDuty's guide, and does not: impact, what to do, what is done, when more comes."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile

from statusgen.lint.case import Case, Told
from statusgen.lint.effects import tells_effect
from statusgen.lint.english import ADVICE, REMEDIES, TIMES
from statusgen.lint.finding import Finding, of_all
from statusgen.lint.text import Text, occurrences, sentences, word_set
from statusgen.model.incident import Incident, Phase, Severity

_OVER = (Phase.RESOLVED, Phase.POSTMORTEM)
LONG = timedelta(hours=1)
PATIENCE = timedelta(minutes=30)  # within it, says the guide, the next update comes
_EASED = word_set("monitoring restored recovered mitigated")


def impact(case: Case) -> Iterator[Finding]:
    """Nothing written so far says what people notice."""
    told = _while_open(case)
    if not told or any(one.current.impact for one in told) or any(head.field == "summary" for head in case.heads):
        return
    texts = [case.title, *_texts(told)]
    if not any(tells_effect(text) for text in texts):
        hint = "say what people notice and how many of them, in `impact:` or in the incident's `summary:`"
        yield of_all("missing-impact", told[-1].anchor, "nothing says what people notice", hint)


def action(case: Case) -> Iterator[Finding]:
    """Something grave has been open for long, and nobody was told what to do meanwhile."""
    told = list(takewhile(lambda one: not _is_eased(one), _while_open(case)))
    if not told or not isinstance(case.affair, Incident) or case.affair.severity.rank < Severity.MAJOR.rank:
        return
    if told[-1].current.at - case.affair.started < LONG or any(one.current.action for one in told):
        return
    if all(text.is_english and not any(occurrences(text, ADVICE)) for text in _texts(told)):
        message = "nothing says what people can do meanwhile"
        hint = "say in `action:` what to do or a way around it, even if that is only to wait"
        yield of_all("missing-action", told[-1].anchor, message, hint)


def _is_eased(told: Told) -> bool:
    text = told.text()
    return told.current.phase is Phase.MONITORING or bool(text and text.vocabulary & _EASED)


def remedy(case: Case) -> Iterator[Finding]:
    """The cause is known, and the update does not say what is done about it."""
    for told in _while_open(case):
        text = told.text()
        if told.current.phase is Phase.IDENTIFIED and text and text.is_english and not text.vocabulary & REMEDIES:
            hint = "say in a few plain words what is being done, and what it depends on"
            yield of_all("missing-remedy", text, "the cause is known, but not what is done about it", hint)


def promise(case: Case) -> Iterator[Finding]:
    """The latest update of what is open does not say when more comes, and the site promises nothing by itself.

    Of what is over: it was open for longer than people wait, and no update said so.
    """
    told = _while_open(case)
    if not told or case.promise is not None:
        return
    is_over = len(told) < len(case.told)
    if is_over and case.told[len(told)].current.at - told[0].current.at <= PATIENCE:
        return
    if not any(_promises(one) for one in (told if is_over else told[-1:])):
        hint = "add `next_update: 30m`, or for all updates `updates: {promise: 30m}` in content/site.yaml"
        yield of_all("missing-promise", told[-1].anchor, "nothing says when the next update comes", hint)


def _promises(told: Told) -> bool:
    """Whether it says when more comes, or that nothing will; of another language nobody knows."""
    text = told.text()
    if told.current.next_update is not None or (text and not text.is_english):
        return True
    for sentence in sentences(text) if text else ():
        words = {word.text for word in sentence}
        if words & {"update", "updates", "updated"} and (words & TIMES or any(word[0].isdigit() for word in words)):
            return True
    return False


def _while_open(case: Case) -> list[Told]:
    """What was told of an incident before it was resolved."""
    if not (isinstance(case.affair, Incident) and case.goes_on):
        return []
    return list(takewhile(lambda one: one.current.phase not in _OVER, case.told))


def _texts(told: list[Told]) -> list[Text]:
    return [text for one in told if (text := one.text())]
