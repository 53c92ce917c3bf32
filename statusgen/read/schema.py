"""What may stand in each kind of file. Editors' JSON Schemas and docs/fields.md come from these very classes."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from statusgen.codes import NOTES
from statusgen.model.incident import Severity
from statusgen.model.people import Kind
from statusgen.model.site import Density
from statusgen.read import fields as f
from statusgen.read.commits import SourceUrl
from statusgen.read.contacts import Bounce, ContactField, Mailbox, PersonKind
from statusgen.read.folders import Folder
from statusgen.read.groups import GroupName
from statusgen.read.recurrence import Recurrence
from statusgen.read.translations import IN_LANGUAGE, Lines, Proses, gathered, with_patterns

NoteCode = Annotated[str, *f.one_of(*NOTES)]


class Shape(BaseModel):
    """A mapping in a file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, data: Any) -> Any:
        return gathered(cls, data)


def about(description: str, default: Any = ..., **keywords: Any) -> Any:
    """A field with the sentence that editors and the documentation show for it."""
    return Field(default, description=description, **keywords)


def in_language(name: str) -> Any:
    """The field `name`_in: `name` in the site's other languages, written `name.de`."""
    return Field({}, description=f"`{name}` in another of the site's languages.", alias=name + IN_LANGUAGE)


class GroupShape(Shape):
    id: f.Id = about("Id of the group; services name it.")
    name: f.Line = about("Name on the page.")
    name_in: Lines = in_language("name")
    collapsed: f.Flag = about(
        "Fold the group; it opens by itself while one of its services is affected.", default=False
    )


class AudienceShape(Shape):
    name: f.Line = about("Name of the audience.")
    members: f.References = about("`team:<id>` or ids of people.", [])
    groups: list[GroupName] | None = about(
        "Groups at your identity provider whom its site is opened to. Default: one of the audience's id.",
        None,
        min_length=1,
    )
    listed: f.Flag = about("Everybody may know that there is this audience: pages link to its site.", default=False)


class SourceShape(Shape):
    path: Folder = about("Folder that content is read from, as seen from the site's root; `.` is that root.")
    readers: f.References = about("`everyone`, or the audiences whose people can read all of it.", min_length=1)
    source_url: SourceUrl | None = about("Address of a commit there, as the site's own `source_url`.", None)


class UpdatesShape(Shape):
    promise: f.OptionalDuration = about(
        "By when the next update comes while an incident is open, or `none`. Default: `none`; `init` writes 30m.", ...
    )


class UptimeShape(Shape):
    days: f.Days = about("Days that the bars and the uptime cover.", 90)
    weights: dict[f.EffectField, f.Share] | None = about("How much of an effect counts as down, 0 to 1.", None)


class HistoryShape(Shape):
    recent_days: f.Days = about("Days of history on the front page.", 15)
    feed_entries: f.Count = about("Entries in each feed.", 50)


class WhenShape(Shape):
    severity: f.SeverityField = about("At least this severity.", Severity.NONE)
    services: f.References = about("Ids of services, or `group:<id>`; none means any.", [])
    labels: dict[f.Line, f.Line] = about("Labels that the incident must carry.", {})


class RuleShape(Shape):
    when: WhenShape = about("Which incidents the rule is for.")
    add: f.References = about("Who is put on them: `team:<id>` or ids of people.")


class MailShape(Shape):
    sender: Mailbox = about("Sender of mail, as `Name <address>`.", "", alias="from")
    reply_to: Mailbox = about("Where answers go.", "")
    bounce: Bounce = about("Mailbox for what comes back; each mail has a sender of its own below it (`name+...`).", "")
    list_id: f.ListId = about("What mail programs filter by; never change it. Default: `tag` at the sender's host.", "")
    preferences: f.BaseUrl = about("Where people change what they get, if `statusgen` serves that.", "")


class NotifyShape(Shape):
    max_age: f.Duration | None = about("Nothing older than this is sent.", None)
    max_deliveries: f.Count = about("More deliveries than this in one run stop it and ask.", 5000)


class LintShape(Shape):
    off: list[NoteCode] = about("Codes of notes on wording that are not wanted.", [])
    jargon: dict[f.Line, f.Line] = about("Terms that readers do not know, in any language, each with plain words.", {})
    known: list[f.Line] = about("Words that your readers know, and that are no jargon to them.", [])
    hosts: list[f.Line] = about("Patterns of names of your machines, such as `fh-*` or `*.acme.lan`.", [])
    tickets: list[f.Line] = about("Keys of projects whose numbers are tickets; none means any.", [])
    length: f.Count = about("Characters that an update or summary may have.", 1200)
    days: f.Days = about("Days after which nobody looks at the wording of what is over any more.", 14)


class LookShape(Shape):
    accent: f.Colour | None = about(
        "Colour of links, as CSS hex; made darker or lighter where it must be readable.", None
    )
    logo: f.LogoName | None = about("File in `content/`, shown before the name; at most 100 kB.", None)
    font: f.Font | None = about("`system`, `serif`, `mono`, or names of fonts that readers have, the best first.", None)
    density: f.DensityField = about("How much room is between things.", Density.COMFORTABLE)


class SiteShape(Shape):
    """`content/site.yaml`: settings of the page."""

    name: f.Line = about("Name of the page.")
    name_in: Lines = in_language("name")
    url: f.BaseUrl = about("Absolute address at which the page is served; a sub-path works.")
    timezone: f.Zone = about("Zone of times without an offset, and of the times on the page.", "UTC")
    language: f.Language = about("Language of the page (BCP 47); default: the first of `languages`, or en.", "en")
    languages: list[f.Language] = about("All languages in which the page is published.", [])
    theme: f.Id = about("Folder in `themes/`, or a theme that comes with statusgen.", "default")
    look: LookShape = about("What any theme looks like.", LookShape())
    tag: f.Id = about("Part of the permanent ids in feeds; never change it once feeds are read.", "statusgen")
    index: f.Flag = about("Let search engines list the page.", default=False)
    source_url: SourceUrl | None = about("Address of a commit, with `{commit}` or `{path}`: updates link to it.", None)
    groups: list[GroupShape] = about("Groups of services, in the order of the page.", [])
    audiences: dict[f.Id, AudienceShape] = about("Who may see what is not for everyone.", {})
    private_pages: f.Flag = about("Give each person a secret address with only what concerns them.", default=False)
    sources: list[SourceShape] = about("Further folders with content, each with its readers.", [])
    updates: UpdatesShape | None = about("Promises of updates.", None)
    uptime: UptimeShape = about("How uptime is shown and computed.", UptimeShape())
    history: HistoryShape = about("How much history pages and feeds show.", HistoryShape())
    rules: list[RuleShape] = about("Stakeholders put on matching incidents by themselves.", [])
    mail: MailShape = about("How mail is sent.", MailShape())
    notify: NotifyShape = about("Bounds on telling people.", NotifyShape())
    lint: LintShape = about("How `check` looks at the wording.", LintShape())


class ServiceShape(Shape):
    """`content/services/<id>.yaml`, or the front matter of `<id>.md`, whose body is the description."""

    name: f.Line = about("Name on the page.")
    name_in: Lines = in_language("name")
    description: f.Prose = about("What it does for its users, in a sentence or two (Markdown).", "")
    description_in: Proses = in_language("description")
    group: f.Reference | None = about("Id of a group in `site.yaml`.", None)
    owner: f.Reference | None = about("`team:<id>` or a person.", None)
    depends_on: f.References = about("Ids of the services that it needs.", [])
    audience: f.References = about("`everyone`, or who may see it.", ["everyone"])
    aliases: list[f.Id] = about("Earlier ids, the oldest first; old incidents and addresses stay attached.", [])
    since: f.Date | None = about("First day on which it was watched; earlier days are unknown.", None)
    retired: f.Date | None = about("Day from which it is no longer shown.", None)
    showcase_uptime: f.Flag = about("Show bars and uptime.", default=True)
    links: dict[f.Line, f.Url] = about("Named links, such as a runbook.", {})


class AffairShape(Shape):
    """What incidents and maintenances have in common."""

    title: f.Line = about("Plain words on the effect; also the subject of every mail about it.")
    title_in: Lines = in_language("title")
    summary: f.Prose = about("What it means for people, in two or three sentences.", "")
    summary_in: Proses = in_language("summary")
    services: dict[f.Reference, f.EffectField] = about("Service ids, each with its effect.", {})
    owner: f.Reference | None = about("Who keeps the promises; reminders go here.", None)
    audience: f.References = about("`everyone`, or who may see it.", ["everyone"])
    stakeholders: f.References = about("`team:<id>` or people who are told at once.", [])
    links: dict[f.Line, f.Url] = about("Named links, such as a chat or a bridge.", {})
    labels: dict[f.Line, f.Line] = about("Free labels that rules can match.", {})
    drill: f.Flag = about("An exercise: marked as such, and left out of uptime and public feeds.", default=False)


class IncidentShape(AffairShape):
    """`content/incidents/<id>/incident.yaml`: something unplanned."""

    severity: f.SeverityField = about("How bad it is as a whole.", Severity.MINOR)
    started: f.Instant | None = about("When it began; default: the first update's `at`.", None)
    public_of: f.Reference | None = about(
        "Id of the restricted incident of which this is what everyone may know.", None
    )
    public: f.Reference | None = about("The same from the other side: id of the incident that everyone may know.", None)


class MaintenanceShape(AffairShape):
    """`content/maintenance/<id>/maintenance.yaml`: planned work."""

    starts: f.Instant = about("When it begins.")
    ends: f.Instant = about("When it ends.")
    reminders: list[f.Duration] = about("How long before the start people are reminded.", [])
    repeats: Recurrence | None = about("When it comes again: a rule (RFC 5545), in the site's time zone.", None)


class UpdateBase(Shape):
    at: f.Instant = about("When it was said.")
    services: dict[f.Reference, f.EffectField] = about("Effects that change from now on, and only those.", {})
    impact: f.Prose = about("What customers notice.", "")
    impact_in: Proses = in_language("impact")
    action: f.Prose = about("What readers should do or say.", "")
    action_in: Proses = in_language("action")
    next_update: f.PromiseField | None = about("When the next update comes: a duration, a time or `none`.", None)
    notify: f.Flag | None = about(
        "false: on the page and in feeds, but nobody is told. Default: true, of a correction false.", None
    )
    by: f.Reference | None = about("Who says it.", None)
    corrects: f.Reference | None = about("Id of an earlier update that this text replaces, visibly.", None)
    audience: f.References | None = about("Narrower than the incident's.", None)


class UpdateShape(UpdateBase):
    """Front matter of `content/incidents/<id>/<update>.md`; the body is the text (Markdown)."""

    phase: f.IncidentPhase | None = about("Where the incident stands; without it, as before.", None)


class MaintenanceUpdateShape(UpdateBase):
    """Front matter of `content/maintenance/<id>/<update>.md`; the body is the text (Markdown)."""

    phase: f.MaintenancePhase | None = about("Where the maintenance stands; without it, as before.", None)
    occurrence: f.Date | None = about("Which one, of a maintenance that repeats: the day it was planned for.", None)
    starts: f.Instant | None = about("Moves it: when it begins now. Alone, it keeps the length.", None)
    ends: f.Instant | None = about("Moves it: when it ends now.", None)


class AnnouncementShape(Shape):
    """Front matter of `content/announcements/<id>.md`; the body is the text (Markdown)."""

    title: f.Line = about("Plain words.")
    title_in: Lines = in_language("title")
    at: f.Instant = about("From when it is shown.")
    until: f.Instant | None = about("Until when it is shown as current.", None)
    services: f.References = about("Ids of the services that it is about.", [])
    audience: f.References = about("`everyone`, or who may see it.", ["everyone"])
    notify: f.Flag = about("false: nobody is told.", default=True)
    by: f.Reference | None = about("Who says it.", None)


class TemplateShape(Shape):
    """Front matter of `content/templates/<name>.md`; the body is wording with `{{placeholders}}`."""

    title: f.Line = about("Title for a new incident.", "")
    kind: f.TemplateKind = about("incident, update, maintenance or announcement.", "update")
    phase: f.AnyPhase | None = about("Phase of a new update.", None)
    severity: f.SeverityField | None = about("Severity of a new incident.", None)
    service: f.Reference | None = about("The service that the wording is for.", None)
    impact: f.Prose = about("Impact of a new update.", "")
    action: f.Prose = about("Action of a new update.", "")


class WantShape(Shape):
    services: f.References = about("Ids of services, `group:<id>`, or `all`.")
    severity: f.SeverityField = about("At least this severity.", Severity.NONE)
    events: list[f.EventField] = about("Which kinds of news; none means every kind.", [])
    labels: dict[f.Line, f.Line] = about("Labels that the incident must carry.", {})
    via: f.Channel | None = about("Channel for what this rule matches.", None)


class QuietShape(Shape):
    start: f.Clock = about("From when on it is quiet.", alias="from")
    end: f.Clock = about("Until when.", alias="to")
    exception: f.SeverityField | None = about("This severity and worse get through.", None, alias="except")


class DefaultsShape(Shape):
    severity: f.SeverityField | None = about("At least this severity.", None)
    wants: list[WantShape] = about("Rules for members who have none.", [])
    quiet_hours: QuietShape | None = about("Quiet hours of members who have none.", None)
    digest: f.Clock | None = about("Once a day at this time.", None)


class TeamShape(Shape):
    """A team: an entry of `teams:` in `subscribers.yaml`, or `subscribers/teams/<id>.yaml`."""

    name: f.Line = about("Name of the team.")
    members: f.References = about("Ids of subscribers.", [])
    defaults: DefaultsShape = about("What members hear where they say nothing.", DefaultsShape())


# Named here because a field of SubscriberShape is called `list`.
Wants = list[WantShape]
Contacts = list[ContactField]


class SubscriberShape(Shape):
    """A person or list: an entry of `subscribers:` in `subscribers.yaml`, or `subscribers/<id>.yaml`."""

    name: f.Line = about("Name of the person or list.")
    kind: PersonKind = about("internal or external.", Kind.INTERNAL)
    contacts: Contacts = about("Channels and addresses, in the order in which to try them.", min_length=1)
    list: f.Flag = about("A distribution list: one copy, no personal links.", default=False)
    members: f.References = about("Who is behind a list; they are not told twice.", [])
    timezone: f.Zone | None = about("Zone of the times in messages; default: the site's.", None)
    language: f.Language | None = about("Language of messages; default: the site's.", None)
    wants: Wants = about("Rules; without any, only what they are put on.", [])
    quiet_hours: QuietShape | None = about("When not to disturb.", None)
    digest: f.Clock | None = about("Everything but critical once a day, at this time.", None)
    mute_until: f.Instant | None = about("Nothing before this moment.", None)
    follows: f.References = about("Ids of incidents to hear of.", [])
    ignores: f.References = about("Ids of incidents to hear nothing of; beats every team and rule.", [])
    own_updates: f.Flag = about("false: not told of what they said themselves (`by`).", default=True)
    link: f.Count = about("Number of the address of their private page; `access rotate` raises it.", 1)


class BulkShape(SubscriberShape):
    """A line of `subscribers.jsonl`: a person or list as a JSON object."""

    id: f.Id = about("Id of the person or list.")


class SubscribersShape(Shape):
    """`subscribers.yaml`: teams and people."""

    teams: dict[f.Id, TeamShape] = about("Teams by id.", {})
    subscribers: dict[f.Id, SubscriberShape] = about("People and lists by id.", {})


SHAPES: dict[str, type[Shape]] = {
    "site": SiteShape,
    "service": ServiceShape,
    "incident": IncidentShape,
    "update": UpdateShape,
    "maintenance": MaintenanceShape,
    "maintenance-update": MaintenanceUpdateShape,
    "announcement": AnnouncementShape,
    "template": TemplateShape,
    "subscribers": SubscribersShape,
    "team": TeamShape,
    "subscriber": SubscriberShape,
    "subscriber-line": BulkShape,
}
KINDS = tuple(SHAPES)


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one of KINDS, for editors."""
    schema = with_patterns(SHAPES[kind].model_json_schema(by_alias=True))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"statusgen {kind}"}
