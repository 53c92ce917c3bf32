"""A small site with one file of every kind: what fuzzing begins with, and what it puts back."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)

SETTINGS = "content/site.yaml"
SERVICE = "content/services/shop.yaml"
BODY_SERVICE = "content/services/bank.md"
INCIDENT = "content/incidents/slow/incident.yaml"
UPDATE = "content/incidents/slow/1.md"
CORRECTION = "content/incidents/slow/2.md"
TRANSLATION = "content/incidents/slow/1.de.md"
MAINTENANCE = "content/maintenance/move/maintenance.yaml"
PLAN = "content/maintenance/move/1.md"
ANNOUNCEMENT = "content/announcements/news.md"
TEMPLATE = "content/templates/shop.md"
PEOPLE = "subscribers.yaml"
LOGO = "content/logo.svg"

FILES = {
    SETTINGS: """\
name: Acme status
name.de: Acme-Status
url: https://status.acme.example/sub/
timezone: Europe/Berlin
languages: [en, de]
theme: default
look: {accent: "#0b5fff", logo: logo.svg, font: system, density: comfortable}
tag: acme
source_url: https://git.acme.example/status/commit/{commit}
groups:
  - {id: core, name: Core platform, name.de: Kern}
  - {id: office, name: Office tools, collapsed: true}
audiences:
  red: {name: Red team, members: [team:red, ana], groups: [grp-red], listed: true}
updates: {promise: 30m}
uptime: {days: 90, weights: {major_outage: 1, partial_outage: 0.3}}
history: {recent_days: 15, feed_entries: 50}
rules:
  - when: {severity: critical, services: [group:core], labels: {region: eu}}
    add: [team:red]
mail: {from: "Acme status <status@acme.example>", reply_to: sre@acme.example, bounce: b@acme.example}
notify: {max_age: 24h, max_deliveries: 5000}
lint: {off: [jargon], jargon: {pod: part}, known: [SLA], hosts: ["fh-*"], tickets: [OPS], length: 1200, days: 14}
""",
    SERVICE: """\
name: Shop
name.de: Laden
description: Carts and **orders**.
description.de: Körbe.
group: core
owner: team:red
depends_on: [bank]
aliases: [cart]
since: 2026-01-05
showcase_uptime: true
links: {runbook: "https://wiki.acme.example/shop?a=1&b=2"}
""",
    BODY_SERVICE: "---\nname: Bank\ngroup: office\n---\nMoves *money*, see [here](https://bank.acme.example/).\n",
    "content/services/vault.yaml": "name: Vault\naudience: red\ndepends_on: [shop]\n",
    INCIDENT: """\
title: Checkout is slow
title.de: Kasse ist langsam
summary: |
  One order in **five** waits.
summary.de: Warten.
severity: major
services: {shop: partial_outage, bank: degraded_performance}
started: 2026-11-21T13:58:00Z
owner: ana
audience: everyone
stakeholders: [team:red, bo]
links: {chat: "https://chat.acme.example/c/1"}
labels: {region: eu}
drill: false
""",
    UPDATE: """\
---
phase: investigating
at: 2026-11-21T14:05:00Z
services: {shop: major_outage}
impact: Customers see an error.
impact.de: Kunden sehen Fehler.
action: "Try again after 15:00."
next_update: 30m
notify: true
by: ana
---
We look into it. See <https://a.example>, `code`, and

| a | b |
|---|---|
| 1 | 2 |

1. one
   - two
""",
    TRANSLATION: "Wir sehen nach. **Alles** ist `gut`.\n",
    CORRECTION: "---\nat: 2026-11-21T14:10:00Z\ncorrects: '1'\naudience: red\n---\nWe looked into it.\n",
    "content/incidents/fire/incident.yaml": "title: Fire\naudience: red\nservices: {vault: major_outage}\n",
    "content/incidents/fire/1.md": "---\nphase: resolved\nat: 2026-11-20T10:00:00Z\n---\nOut.\n",
    MAINTENANCE: """\
title: Database upgrade
summary: Read-only for twenty minutes.
services: {shop: under_maintenance}
starts: 2026-11-03T22:00:00
ends: 2026-11-03T23:00:00
reminders: [24h, 1h]
repeats: "FREQ=MONTHLY;BYDAY=1TU"
""",
    PLAN: (
        "---\nphase: scheduled\nat: 2026-11-01T10:00:00Z\noccurrence: 2026-11-03\nstarts: 2026-11-04T22:00:00Z\n"
        "ends: 2026-11-04T23:30:00Z\n---\nA day later.\n"
    ),
    ANNOUNCEMENT: (
        "---\ntitle: News\ntitle.de: Neues\nat: 2026-11-20T09:00:00Z\nuntil: 2026-11-30T09:00:00Z\nservices: [shop]\n"
        "notify: false\nby: ana\n---\nRead *this*.\n"
    ),
    TEMPLATE: "---\nkind: update\nphase: identified\nservice: shop\nimpact: '{{who}} see it.'\n---\nFound {{it}}.\n",
    PEOPLE: """\
teams:
  red:
    name: Red
    members: [ana]
    defaults: {severity: minor, wants: [{services: all}], quiet_hours: {from: "22:00", to: "06:30"}, digest: "08:30"}
subscribers:
  ana:
    name: Ana Ruiz
    kind: internal
    contacts: [{email: ana@acme.example}, {sms: "+34911234567"}]
    timezone: Europe/Madrid
    language: es
    wants: [{services: [shop, group:core], severity: minor, events: [opened, resolved], via: sms}]
    quiet_hours: {from: "22:00", to: "07:00", except: critical}
    mute_until: 2026-12-24T00:00:00Z
    follows: [slow]
  bo: {name: Bo, contacts: [{email: bo@acme.example}], ignores: [fire], own_updates: false}
  all: {name: All hands, list: true, members: [ana], contacts: [{email: all@acme.example}]}
""",
    LOGO: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" style="fill:red"/></svg>\n',
}

# As sops writes it; nobody has the key.
SOPS = """\
subscribers:
    ana:
        name: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
sops:
    kms: []
    age:
        - recipient: age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            YWdlLWVuY3J5cHRpb24ub3JnL3Yx
            -----END AGE ENCRYPTED FILE-----
    lastmodified: "2026-11-21T10:00:00Z"
    mac: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]
    version: 3.9.0
"""
LINES = (
    '{"id": "cy", "name": "Cy", "contacts": [{"email": "cy@acme.example"}], "wants": [{"services": "all"}]}\n'
    '{"id": "di", "name": "Di", "contacts": [{"sms": "+34911234568"}], "digest": "08:00", "language": "de"}\n'
)
BULK = "subscribers.jsonl"
