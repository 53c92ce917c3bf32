"""Where something restricted lies is on no page: in a source of its readers it gives the trees that it gives in the
site's own folder, and where that source is not there, the trees of all others are as they were."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from restricted import KNOWN, NOW, RESTRICTED, SITE, Affair, affairs, written

from statusgen.problems import errors
from statusgen.publish.gates import site_for
from statusgen.publish.plan import plan
from statusgen.read.load import load

AUDIENCES = ("everyone", "red", "blue")


def keys(root: Path) -> dict[str, dict[str, str]]:
    """Audience -> path -> what a build compares of the file."""
    reading = load(root, NOW)
    assert not errors(reading.problems)
    return {one: {file.path: file.key for file in plan(site_for(reading.site, one), NOW, root)} for one in AUDIENCES}


@settings(deadline=None, max_examples=8)
@given(affairs(RESTRICTED), st.lists(affairs(RESTRICTED), max_size=1))
def test_where_something_restricted_lies_is_on_no_page_nor_that_it_is_not_there(
    tmp_path_factory: pytest.TempPathFactory, secret: Affair, others: list[Affair]
) -> None:
    base = (
        SITE | KNOWN | {path: text for number, one in enumerate(others) for path, text in one.files(f"other-{number}")}
    )
    entry = f"sources: [{{path: ../private, readers: [{', '.join(secret.audience)}]}}]\n"
    apart = base | {"content/site.yaml": base["content/site.yaml"] + entry}
    top, hidden = tmp_path_factory.mktemp("top"), dict(secret.files("secret"))
    with written(top / "one", base | hidden):
        together = keys(top / "one")
    with written(top / "main", apart):
        with written(top / "private", hidden):
            assert keys(top / "main") == together
        without = keys(top / "main")
    for audience in {*AUDIENCES} - {*secret.audience}:
        assert without[audience] == together[audience]
    assert all(without[audience] != together[audience] for audience in secret.audience)
