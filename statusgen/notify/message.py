"""What a message says, before any channel shapes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One text for everybody who gets the same news in the same language and zone for the same reason.

    `subject` stays the same for the whole life of an affair. `preheader` is the state in one line. `short` says first
    what is new, then the link (SMS, chat): at most 300 characters. `text` is complete by itself; `html` has inlined
    styles, no picture and nothing from elsewhere, under 100 kB. `calendar` is an iCalendar file, for maintenances.
    `link` is the affair's page. No personal data in any of it: many people get the same bytes, and where something of
    each reader alone belongs, a blank stands.
    """

    subject: str
    preheader: str
    short: str
    text: str
    html: str
    link: str
    calendar: bytes = b""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the headers of a mail say for filters: ids, never titles, and `none` where there is nothing.

    `reason` is a sentence in English.
    """

    incident: str
    update: str
    phase: str
    severity: str
    services: tuple[str, ...]
    reason: str
