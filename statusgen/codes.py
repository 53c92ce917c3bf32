"""Every problem code there is: how grave, and what it means. docs/problems.md is held to this table by a test."""

from typing import NamedTuple


class Code(NamedTuple):
    # error: the file cannot be used as written; warning: it can, but look at it; note: it could be worded better
    level: str
    meaning: str


CODES: dict[str, Code] = {
    # the file as such
    "unreadable-file": Code("error", "The file cannot be opened, is not a regular file, or vanished while being read."),
    "symlink": Code("error", "A symbolic link stands where content belongs; content never leads out of its folder."),
    "file-too-large": Code("error", "The file is larger than any sensible content of its kind."),
    "not-utf8": Code("error", "The file is not UTF-8 text (a picture, an archive, another encoding)."),
    "merge-conflict": Code("error", "Git's marks of a merge conflict stand in the file."),
    "byte-order-mark": Code("warning", "The file begins with a byte order mark, which is ignored."),
    "control-character": Code("error", "A control character or an invisible line separator stands in the text."),
    "empty-file": Code("error", "The file is empty."),
    "unexpected-file": Code("warning", "A file stands where none of this name is read; it is ignored."),
    "misnamed-file": Code("error", "A file reads like content, but none of this name is read: it would be ignored."),
    "bad-id": Code(
        "error", "No valid id: [a-z0-9] then [a-z0-9-], at most 64 characters, and no device of Windows (con, nul, …)."
    ),
    "id-clash": Code(
        "error", "Two ids are the same, or the same but for upper and lower case, or an alias hides an id."
    ),
    "missing-file": Code("error", "A file that must be there is missing."),
    "missing-front-matter": Code("error", "The opening `---` of the front matter is missing."),
    "unclosed-front-matter": Code("error", "The closing `---` of the front matter is missing."),
    # YAML
    "yaml-syntax": Code("error", "The text is not YAML."),
    "yaml-feature": Code(
        "error", "Anchors, aliases, tags, merge keys and several documents in one file are not used here."
    ),
    "yaml-limit": Code("error", "The YAML is nested deeper than 20, or longer than 256 kB or 20,000 events."),
    "json-syntax": Code("error", "A line of `subscribers.jsonl` is not one JSON object."),
    "duplicate-key": Code("error", "The same key stands twice in one mapping."),
    "swallowed-comment": Code("warning", "Text after ` #` is a comment in YAML and is lost; put the value in quotes."),
    # fields
    "unknown-field": Code("error", "No field of this name exists here."),
    "missing-field": Code("error", "A field that must be there is missing or empty."),
    "wrong-type": Code("error", "A list, a mapping or a text was expected, and something else stands there."),
    "bad-value": Code("error", "The value is not one of those that are allowed, or not of the field's form."),
    "bad-time": Code("error", "Not a time of the form 2026-11-21T14:05:00Z, or not a moment of the calendar."),
    "local-time-gap": Code("warning", "A time without offset falls into the hour that a change of clocks skips."),
    "local-time-overlap": Code("warning", "A time without offset falls into the hour that a change of clocks repeats."),
    "bad-duration": Code("error", "Not a duration of the form 30m, 2h, 1d or 1h30m."),
    "no-key": Code("warning", "People are encrypted, and there is no key for them here: nobody knows who is told."),
    "cannot-decrypt": Code("error", "A file with people is encrypted and cannot be opened, or not encrypted as named."),
    "encrypted-twice": Code("error", "The same people are there in plain and encrypted, or encrypted in two ways."),
    "same-address": Code("warning", "Two subscribers have the same address: what both are to hear is sent there once."),
    "idle-preference": Code("warning", "A preference of a subscriber or team changes nothing."),
    "bad-address": Code("error", "Not an address of the contact's channel."),
    # between files
    "unknown-service": Code("error", "No service of this id or alias exists."),
    "unknown-group": Code("error", "No group of this id is in content/site.yaml."),
    "unknown-team": Code("error", "No team of this id exists."),
    "unknown-person": Code("error", "No subscriber of this id exists."),
    "unknown-audience": Code("error", "No audience of this id is in content/site.yaml."),
    "unknown-language": Code("error", "A translation into a language that is none of the site's `languages`."),
    "translation-of-nothing": Code("error", "A translation stands where there is no text to translate."),
    "no-words": Code(
        "warning", "Nobody has words for the interface in a language of the site: it is in English there."
    ),
    "shared-tag": Code("warning", "A site in use has no `tag` of its own: its feeds have the ids of any such site."),
    "unknown-theme": Code("error", "No theme of this name is in `themes/` or comes with statusgen."),
    "unknown-update": Code("error", "`corrects` names no earlier update of the same incident."),
    "unknown-occurrence": Code("error", "`occurrence` is no day on which the maintenance comes."),
    "unknown-incident": Code("warning", "A subscriber follows or ignores an incident that does not exist."),
    "audience-leak": Code("error", "Something names what its readers may not see: a service, or another update."),
    "unclear-audience": Code("error", "A file with errors may be for some alone: `build` does not show it."),
    "wrong-source": Code("error", "Something lies in a source that other people can read than those whom it is for."),
    "bad-source": Code("error", "A folder of `sources` cannot be one, or has in it what belongs to the site alone."),
    "bad-public-of": Code("error", "`public_of` or `public` ties what is not one for everyone and a restricted one."),
    "dependency-cycle": Code("error", "Services depend on each other in a circle."),
    "before-start": Code("warning", "An update is older than the start of its incident."),
    "ends-before-start": Code("error", "The end is not after the start."),
    "same-time": Code(
        "warning", "Two updates of one incident have the same time: their names decide which comes first."
    ),
    "future-time": Code("error", "An update's time lies more than ten minutes in the future."),
    "silent-incident": Code("warning", "An incident is open, and nothing was said about it for a day."),
    "unannounced-maintenance": Code(
        "warning", "No update says that the work is `scheduled`, so nobody knows since when it is known."
    ),
    "lasting-effect": Code("warning", "A resolved incident leaves a service with an effect that nothing will end."),
    "no-services": Code("warning", "The incident names no service; nobody who follows a service hears of it."),
    "retired-service": Code("warning", "A retired service is named by something that began after it was retired."),
    # what was published, and a change of it
    "edited-update": Code("warning", "An update that was published reads otherwise now, and nothing says so."),
    "vanished-id": Code("warning", "Something that was published is gone, and links and feeds with it."),
    "renamed-id": Code("warning", "Something that was published has another id now."),
    "backdated-update": Code("warning", "A new update has a time at which nobody can have read it."),
    # prose
    "unfilled-placeholder": Code("error", "Wording of a template was never filled in: `{{like this}}`."),
    "raw-html": Code("warning", "Raw HTML in Markdown is removed from the page."),
    "unsafe-link": Code("warning", "A link is neither http, https, mailto nor relative; it is removed from the page."),
    "markdown-limit": Code("error", "The text is too long or nested too deeply to be rendered in sensible time."),
    # wording
    "missing-impact": Code("note", "An incident is open, and nothing says what people notice."),
    "missing-action": Code(
        "note", "A grave incident is open for an hour, and nothing says what people can do meanwhile."
    ),
    "missing-remedy": Code("note", "The cause is known, and the update does not say what is done about it."),
    "missing-promise": Code("note", "An incident is open, and nothing says when the next update comes."),
    "missing-outcome": Code("note", "The last update says no more than that it is over."),
    "unconfirmed-resolution": Code("note", "The incident is resolved, in words that are not sure of it."),
    "repeated-news": Code("note", "An update says no more than the one before it."),
    "title-without-effect": Code("note", "The title of an incident does not say what people notice."),
    "long-text": Code("note", "A summary or an update of something that goes on is longer than people read."),
    "jargon": Code("note", "A word of engineers stands in a text for everyone."),
    "internal-host": Code("note", "The name or address of a machine stands in a text for everyone."),
    "internal-address": Code("note", "A text for everyone links to where not everyone gets in."),
    "ticket-number": Code("note", "The number of a ticket stands in a text for everyone."),
    "stack-trace": Code("note", "The output of a program that failed stands in a text for everyone."),
    "blame": Code("note", "A text looks for somebody to blame."),
    "false-comfort": Code("note", "A text comforts without saying anything."),
    "unknown-readers": Code("note", "Something is for few, and nobody says who can read the repository that it is in."),
}

NOTES = tuple(code for code, (level, _) in CODES.items() if level == "note")
