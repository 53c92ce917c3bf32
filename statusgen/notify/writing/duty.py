"""What reminds an owner of a broken promise."""

from statusgen.notify.writing.occasion import Occasion

_MINUTE = 60


def duty_of(occasion: Occasion) -> str:
    """What was promised, how late it is, and what to do: one paragraph. The news is of when the update was due."""
    affair, voice, due = occasion.matter.affair, occasion.voice, occasion.matter.news.at
    late = voice.words.minutes(int((occasion.now - due).total_seconds()) // _MINUTE)
    said = voice.say("mail.overdue", title=affair.title, time=voice.moment(due), late=late)
    return f"{said} {voice.say('mail.overdue_how', command=f'statusgen update {affair.id}')}"
