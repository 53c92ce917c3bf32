"""Whether addresses, which are personal data, lie where everybody may read them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from statusgen.cli.here import Here
from statusgen.read.encrypted import is_encrypted, people_files, stem_of
from statusgen.read.git import remotes, tracked, was_tracked
from statusgen.read.names import PEOPLE

# Where anybody may read what is pushed, unless the repository is private.
_FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht", "gitea.com")
_ELSEWHERE = "keep them elsewhere (STATUSGEN_SUBSCRIBERS says where), or encrypt them with age or sops"
_FOR_EVER = "What was pushed once stays in the history, also after `git rm`"


def exposure(here: Here, root: Path) -> tuple[str, str]:
    """What there is to say where addresses may be public, and what to do; empty where they are not, as far as can be
    known: a forge's word counts, which its CI passes on; without that, where the repository is pushed to."""
    public = is_public(here.environ)
    if public is False:
        return "", ""
    for folder, names in _places(here, root):
        now = tracked(folder, *names)
        there = [name for name in now if not is_encrypted(folder / name)]
        gone = [name for name in names if name == f"{stem_of(name)}.yaml" and name not in now]
        before = bool(not there and gone and was_tracked(folder, *gone))
        hosts = sorted({host for host in remotes(folder) if host in _FORGES})
        where = (
            "a repository that its forge calls public"
            if public
            else f"a repository that is pushed to {', '.join(hosts)}"
        )
        if (there or before) and (public or hosts):
            unless = "" if public else "unless it is private there, "
            what = f"people's addresses are in {where}" if there else f"people's addresses were in plain in {where}"
            do = _ELSEWHERE if there else "take them out of the history, and count them as known to everybody"
            return what, f"{unless}{do}. {_FOR_EVER}"
    return "", ""


def is_public(environ: Mapping[str, str]) -> bool | None:
    """By the forge that runs this job; None where nothing says so. GitLab, GitHub, and Gitea in GitHub's words."""
    visibility = environ.get("CI_PROJECT_VISIBILITY")
    if visibility:
        return visibility == "public"
    try:
        event: Any = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
        private = event["repository"]["private"]
    except (KeyError, TypeError, ValueError, OSError):
        return None
    return not private if isinstance(private, bool) else None


def _places(here: Here, root: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """Folders, and the names of what may be there of people: the folder of them, the file, then all others."""
    places = [(root, people_files(PEOPLE))]
    if here.subscribers and here.subscribers.exists():
        named = here.subscribers.resolve()
        places.append((named.parent, (named.name, *people_files(stem_of(named.name)))))
    return places
