"""What an affair was called when it was first told in each language: the subject of all its mail, retitled or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from statusgen.model.site import Settings
from statusgen.notify.news import SUMMARIES
from statusgen.notify.notification import Notification
from statusgen.notify.sending.planning import Job
from statusgen.notify.writing.press import language_for, title_in


@dataclass(slots=True)
class Titles:
    """`first` is what the ledger has, by thread and language; `new` is what it is to remember from now on."""

    settings: Settings
    first: Mapping[tuple[str, str], str]
    new: dict[tuple[str, str], str] = field(default_factory=dict)

    def titled(self, told: Notification) -> Notification:
        """With its first title, where the affair has another one now."""
        news, language = told.news, language_for(told.subscriber, self.settings)
        if news.thread == SUMMARIES:
            return told
        key, present = (news.thread, language), title_in(news.affair, language, self.settings)
        first = self.first.get(key) or self.new.setdefault(key, present)
        return told if first == present else replace(told, title=first)


def titled(jobs: Iterable[Job], titles: Titles) -> tuple[Job, ...]:
    """The same, each with the title that its reader knows."""
    found = ((job, titles.titled(job.notification)) for job in jobs)
    return tuple(job if told is job.notification else replace(job, notification=told) for job, told in found)
