"""What reminds an owner of a broken promise."""

from statusgen.model.course import promised_at
from statusgen.model.incident import Incident
from statusgen.notify.writing.occasion import Occasion

_MINUTE = 60


def duty_of(occasion: Occasion) -> str:
    """What was promised, how late it is, and what to do: one paragraph."""
    affair, voice, now = occasion.matter.affair, occasion.voice, occasion.now
    due = promised_at(affair, occasion.matter.site.settings.promise, now) if isinstance(affair, Incident) else None
    due = due or occasion.matter.news.at
    late = voice.words.minutes(int((now - due).total_seconds()) // _MINUTE)
    said = voice.say("mail.overdue", title=affair.title, time=voice.moment(due), late=late)
    return f"{said} {voice.say('mail.overdue_how', command=f'statusgen update {affair.id}')}"
