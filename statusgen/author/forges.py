"""Files for continuous integration: what checks a branch, and what publishes the page, for each kind of forge."""

from collections.abc import Mapping
from pathlib import Path

from statusgen import __version__

_PIPELINES = Path(__file__).parent / "pipelines"
_PUBLISH = {"ci/publish.sh": "plain/publish.sh", "ci/deploy.sh": "plain/deploy.sh"}

# Forge -> path in the repository -> file of ours.
FORGES: Mapping[str, Mapping[str, str]] = {
    "github": {
        ".github/workflows/check.yml": "github/check.yml",
        ".github/workflows/publish.yml": "github/publish.yml",
        ".github/CODEOWNERS": "codeowners",
    },
    "gitlab": {".gitlab-ci.yml": "gitlab/gitlab-ci.yml", ".gitlab/CODEOWNERS": "codeowners"},
    "gitea": {
        ".gitea/workflows/check.yml": "gitea/check.yml",
        ".gitea/workflows/publish.yml": "gitea/publish.yml",
        ".gitea/CODEOWNERS": "codeowners",
        **_PUBLISH,
    },
    "plain": {"ci/check.sh": "plain/check.sh", **_PUBLISH},
}
REQUIREMENTS = "requirements.txt"


def pipeline_files(forge: str) -> dict[str, str]:
    """Relative path -> text. `forge` is one of FORGES."""
    texts = {path: (_PIPELINES / source).read_text("utf-8") for path, source in FORGES[forge].items()}
    pinned = (_PIPELINES / REQUIREMENTS).read_text("utf-8").replace("VERSION", __version__)
    return texts | {REQUIREMENTS: pinned}
