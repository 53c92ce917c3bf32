"""A site in use has a tag of its own, or `check` says so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "warned"),
    [
        ("url: https://status.acme.com/", True),
        ("url: https://status.acme.com/\ntag: our-status", True),
        ("url: https://status.acme.com/\ntag: acme", False),
        ("url: http://localhost:8000/", False),
        ("url: http://[::1]/", False),
        ("url: https://status.acme.example/", False),
        ("url: https://status.example.com/\ntag: our-status", False),
        ("url: https://status.counterexample.com/", True),
    ],
)
def test_a_site_at_a_real_address_without_a_tag_of_its_own_is_warned_of(
    tmp_path: Path, lines: str, *, warned: bool
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text(f"name: Acme\n{lines}\n")
    assert [problem.code for problem in load(tmp_path, NOW).problems] == ["shared-tag"] * warned
