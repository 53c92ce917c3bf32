"""What a site was and what it is to become: every edit after which somebody may no longer, or may now, see something.

Words that are never for everyone begin with `only-`: `only-red-…` may lie in the tree of the red, and nowhere else.
"""

from collections.abc import Mapping
from typing import NamedTuple

NOW = "2026-11-21T14:20:00Z"
Files = Mapping[str, str]


class World(NamedTuple):
    """What was built before, in order (nothing: this is the first), and what is to be built now.

    `unsupported`: a system call that this kernel does not know.
    """

    name: str
    history: tuple[Files, ...]
    new: Files
    unsupported: str = ""


def _settings(*audiences: str, private: bool = True) -> str:
    named = ", ".join(f"{one}: {{name: only-{one}-name, members: [ana], groups: [grp-{one}]}}" for one in audiences)
    return (
        f"name: Acme\nurl: https://status.acme.example/\naudiences: {{{named}}}\n"
        f"private_pages: {str(private).lower()}\nuptime: {{days: 3}}\nhistory: {{recent_days: 3}}\n"
    )


def _incident(name: str, title: str, audience: str = "everyone", text: str = "", service: str = "shop") -> Files:
    folder = f"content/incidents/{name}"
    return {
        f"{folder}/incident.yaml": (
            f"title: {title}\naudience: {audience}\nstakeholders: [ana]\nservices: {{{service}: major_outage}}\n"
        ),
        f"{folder}/1.md": f"---\nphase: identified\nat: 2026-11-21T14:00:00Z\n---\n{text or title}.\n",
    }


PEOPLE = (
    "subscribers:\n  ana: {name: Ana, contacts: [{email: ana@acme.example}]}\n"
    "  bo: {name: Bo, contacts: [{email: bo@acme.example}], wants: [{services: all}]}\n"
)
SHOP = {"content/services/shop.yaml": "name: Shop\n", "subscribers.yaml": PEOPLE}
RED = {
    "content/services/vault.yaml": "name: only-red-vault\naudience: red\n",
    **_incident("fire", "only-red-fire", "red", service="vault"),
}
BLUE = _incident("flood", "only-blue-flood", "blue")
BEFORE: Files = {
    "content/site.yaml": _settings("red", "blue"),
    **SHOP,
    **RED,
    **BLUE,
    **_incident("slow", "Everyone knew of it"),
    **_incident("quiet", "only-red-quiet-was-hidden", "red"),
    **_incident("gone", "This goes"),
}
# One is not for everyone any more, one is for everyone from now on; a service has a new id; words change everywhere.
EDITED: Files = {
    "content/site.yaml": _settings("red", "blue"),
    "content/services/store.yaml": "name: Store\naliases: [shop]\n",
    "subscribers.yaml": PEOPLE.replace("name: Bo,", "name: Bo, link: 2,"),
    "content/services/vault.yaml": "name: only-red-vault\naudience: red\n",
    **_incident("fire", "only-red-fire", "red", "only-red-out", service="vault"),
    **_incident("flood", "only-blue-flood", "blue", "only-blue-sinking"),
    **_incident("slow", "Everyone knew of it", "red", "only-red-secret-now"),
    **_incident("quiet", "Nobody is quiet now"),
    **_incident("come", "This comes"),
}
# Blue is gone, green is new, red is now called rose; nobody has a page of their own any more.
RENAMED: Files = {
    "content/site.yaml": _settings("rose", "green", private=False),
    **SHOP,
    "content/services/vault.yaml": "name: only-rose-vault\naudience: rose\n",
    **_incident("fire", "only-rose-fire", "rose", service="vault"),
    **_incident("field", "only-green-field", "green"),
    **_incident("slow", "Everyone knew of it"),
}
WORLDS = {
    one.name: one
    for one in (
        World("first", (), BEFORE),
        World("edited", (RENAMED, BEFORE), EDITED),
        World("renamed", (EDITED, BEFORE), RENAMED),
        World("no-exchange", (RENAMED, BEFORE), EDITED, "renameat2:error=EINVAL"),
    )
}
