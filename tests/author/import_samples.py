"""One small incident as each kind of source has it."""

NOTICE = """\
---
title: Shop is down
date: 2026-11-20 10:00:00
resolved: true
resolvedWhen: 2026-11-20 11:00:00
severity: down
affected: [shop, mail]
---
*Resolved* - Well. {{< track "2026-11-20 11:00:00" >}}

*Investigating* - <b>We</b> look. {{< track "2026-11-20 10:05:00" >}}
"""
SLOW = """\
id: k2x9
name: Search is slow
impact: minor
systems: [s3]
timeline:
    - {ts: "2026-11-20 10:00:00", description: "Slow: <b>searches</b>", investigating: true}
    - {ts: "+1h", description: Fast., resolved: true}
"""
UPDATES = [
    {
        "id": f"u{number}",
        "status": "resolved",
        "body": "<ul><li>Fine",
        "display_at": f"2026-11-20T1{number}:00:00Z",
        "affected_components": [{"code": "c1", "name": "Carts", "new_status": "major_outage"}],
    }
    for number in (2, 1)
]
INCIDENT = {"id": "a1", "name": "Slow", "impact": "minor", "components": [{"id": "c1"}], "incident_updates": UPDATES}
