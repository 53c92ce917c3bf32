"""The rules, by the code of what they find. A rule takes a case and finds what is wrong in it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from statusgen.lint import closing, internals, length, missing, repeats, repository, titles, tone
from statusgen.lint.case import Case, cases
from statusgen.lint.finding import Finding
from statusgen.model.site import Site

_MOST = 20  # of one rule in one case: nobody reads more at once

RULES: Mapping[str, Callable[[Case], Iterator[Finding]]] = {
    "missing-impact": missing.impact,
    "missing-action": missing.action,
    "missing-remedy": missing.remedy,
    "missing-promise": missing.promise,
    "missing-outcome": closing.outcome,
    "unconfirmed-resolution": closing.unconfirmed,
    "repeated-news": repeats.repeated,
    "internal-host": internals.hosts,
    "internal-address": internals.addresses,
    "ticket-number": internals.tickets,
    "stack-trace": internals.traces,
    "jargon": tone.jargon,
    "title-without-effect": titles.without_effect,
    "long-text": length.long,
    "blame": tone.blame,
    "false-comfort": tone.comfort,
}


def findings(site: Site, now: datetime, *, everything: bool = False) -> Iterator[Finding]:
    """What every rule that is on finds in what is open or recent, or in everything; and in the site as a whole."""
    rules = [rule for code, rule in RULES.items() if code not in site.settings.lint.off]
    for case in cases(site, now, everything=everything):
        for rule in rules:
            yield from islice(rule(case), _MOST)
    if repository.CODE not in site.settings.lint.off:
        yield from repository.unknown_readers(site)
