"""What the comment on a pull request says."""

import json
from datetime import UTC, datetime

import pytest
from repositories import OPEN, SITE, UPDATE, git


def clock(hour, minute):
    return datetime(2026, 11, 21, hour, minute, tzinfo=UTC)


def told(result):
    """(subscriber, kind, channel) of everyone."""
    found = json.loads(result.out)
    return {
        (person, group["kind"], group["channel"])
        for affair in found["affairs"]
        for group in affair["told"]
        for person in group["subscribers"]
    }


def test_an_update_tells_those_who_want_it_and_says_who_answers_for_it_and_hears_nothing(repository, review):
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"})
    result = review("--base", "main")
    assert result.code == 0
    assert "## Merging this tells 2 people" in result.out
    assert (
        "- **2 people** of Customer support by email, an update: their team Customer support wants to hear"
        in result.out
    )
    assert "- Not told: **1 person** of Payments, who answers for it: nothing connects them with it" in result.out
    assert "- Not told: **1 person** of Leadership: wants to hear only of worse" in result.out
    assert "has only sms, and only email is set up" in result.out
    assert "We found the cause." in result.out
    assert "Its subject: **\\[Acme status\\] Checkout fails for some customers**" in result.out


def test_nobody_is_named_unless_that_is_asked_for_and_no_address_ever_is(repository, review):
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"})
    public = review("--base", "main").out + review("--base", "main", "--format", "json").out
    people = ("Ana", "Bo Lind", "Cy ", "Dot", "Eve", "ana", '"bo"', "dot@")
    assert not [name for name in people if name in public]
    named = review("--base", "main", "--show-people").out
    assert "- **2 people** of Customer support by email (Ana Ruiz and Bo Lind), an update" in named
    assert "@acme.example" not in named


def test_who_is_put_on_it_hears_of_it_for_the_first_time(repository, review):
    text = SITE[f"{OPEN}/incident.yaml"] + "stakeholders: [dot]\n"
    repository.branch("fix", {f"{OPEN}/incident.yaml": text})
    result = review("--base", "main")
    assert (
        "- **1 person** of Payments by email, the state so far, for someone new to it: was put on it; "
        "for the first time" in result.out
    )
    assert told(review("--base", "main", "--format", "json", "--show-people")) == {("dot", "added", "email")}


def test_a_mended_typo_tells_nobody_and_changes_pages(repository, review):
    path = f"{OPEN}/20261121T1405Z-investigating.md"
    repository.branch("fix", {path: SITE[path].replace("looking into", "looking at")})
    result = review("--base", "main")
    assert "## Merging this tells nobody" in result.out
    assert "Nobody: nothing in it is news." in result.out
    assert "- Pages: " in result.out and "- Feeds: " in result.out
    assert "### The message" not in result.out


def test_an_edit_of_what_was_published_is_a_problem_unless_a_correction_says_so(repository, review):
    old = f"{OPEN}/20261121T1405Z-investigating.md"
    text = SITE[old].replace("failing payments", "refused cards")
    repository.branch("edit", {old: text})
    done = review("--base", "main")
    assert (done.code, "edited-update" in done.out) == (1, True)
    correction = "---\ncorrects: 20261121T1405Z-investigating\nat: 2026-11-21T14:18:00Z\n---\nIt is refused cards.\n"
    repository.branch("correct", {f"{OPEN}/20261121T1418Z-correction.md": correction})
    assert "edited-update" not in review("--base", "main").out


def test_files_of_the_site_are_counted_by_what_they_are_and_the_banner_is_quoted(repository, review):
    update = "---\nphase: resolved\nat: 2026-11-21T14:18:00Z\n---\nAll is well.\n"
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-resolved.md": update})
    result = review("--base", "main")
    assert "- The banner was: “Checkout has a partial outage.”" in result.out
    assert "- The banner becomes: **“All services are operational.”**" in result.out
    page = result.out.split("### The page\n")[1].split("\n\n")[0].splitlines()
    assert [line.split(":")[0] for line in page] == [
        "- The banner was", "- The banner becomes", "- Pages", "- Feeds", "- For programs",
    ]  # fmt: skip


def test_only_what_lies_between_the_branches_counts(repository, review):
    """What happened on the base meanwhile is none of the branch's."""
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"})
    git(repository.root, "checkout", "-q", "main")
    repository.commit({"content/services/shop.yaml": "name: Shop\n", "content/services/mail.yaml": None})
    result = review("--base", "main", "--head", "fix")
    assert "## Merging this tells 2 people\n" in result.out
    assert "Shop" not in result.out and "services/mail" not in result.out


def test_problems_count_if_they_were_not_there_before_wherever_their_lines_are_now(repository, review):
    repository.commit({"content/services/shop.yaml": "name: Shop\nowners: [x]\n"})
    repository.branch("fix", {"content/services/shop.yaml": "# Now with a comment\nname: Shop\nowners: [x]\n"})
    assert "No errors or warnings that were not there before." in review("--base", "main").out
    repository.branch("worse", {"content/services/mail.yaml": "name: Mail\ngroup: nowhere\n"})
    result = review("--base", "main")
    assert result.code == 1
    assert "- **error** `content/services/mail.yaml:2` `unknown-group`" in result.out
    repository.branch("better", {"content/services/shop.yaml": None})
    assert "- 1 problem less than before" in review("--base", "main").out


def test_a_change_of_who_may_read_what_is_named(repository, review):
    settings = SITE["content/site.yaml"]
    wider = settings.replace("[team:leadership]", "[team:leadership, team:payments]")
    sources = "sources: [{path: ../private, readers: [%s]}]\n"
    repository.branch("some", {"content/site.yaml": wider})
    assert "changes with `audiences` in `content/site.yaml`" in review("--base", "main").out
    repository.branch("more", {"content/site.yaml": wider + sources % "leadership"})
    assert "changes with `audiences` and `sources`" in review("--base", "main").out
    repository.commit({"content/site.yaml": wider + sources % "everyone"})
    assert "changes with `sources` in" in review("--base", "HEAD~1").out
    repository.branch("none", {"content/site.yaml": settings + "look: {accent: '#aa0000'}\n"})
    assert "Who may read what" not in review("--base", "main").out


def test_themes_that_change_are_named_and_decide_nothing(repository, review):
    theme = {
        "themes/default/theme.toml": 'extends = "default"\n',
        "themes/default/templates/index.html": "{% include '/etc/passwd' %}{{ ''.__class__ }}",
        f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n",
    }
    repository.branch("fix", theme)
    result = review("--base", "main")
    assert "### Look at these files" in result.out
    assert "- `themes/default/templates/index.html`" in result.out
    assert "- Pages: " in result.out and "root:" not in result.out
    settings = SITE["content/site.yaml"] + "theme: default\n"
    repository.branch("named", {"content/site.yaml": settings + "look: {accent: '#aa0000'}\n"})
    assert "### Look at these files" not in review("--base", "main").out


def test_what_only_some_may_read_leaves_no_trace_in_a_public_comment(repository, review):
    """The same branch with and without it gives the same comment, but for the commit."""
    change = {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"}
    secret = {
        "content/incidents/2026-11-21-takeover/incident.yaml": "title: Secret talks leak\naudience: leadership\n"
        "severity: critical\nstarted: 2026-11-21T14:00:00Z\nservices: {mail: major_outage}\nstakeholders: [eve]\n",
        f"{OPEN}/20261121T1419Z-for-few.md": "---\nat: 2026-11-21T14:19:00Z\naudience: leadership\n---\nSecret.\n",
    }
    first = repository.branch("fix", change)
    public = [review("--base", "main", "--format", fmt) for fmt in ("markdown", "json")]
    second = repository.branch("more", change | secret)
    for before, fmt in zip(public, ("markdown", "json"), strict=True):
        after = review("--base", "main", "--format", fmt)
        assert after.out.replace(second, first).replace(second[:12], first[:12]) == before.out
    everything = review("--base", "main", "--show-people").out
    assert "Secret talks leak" in everything and "Eve Adams" in everything


def test_problems_of_people_and_of_what_is_restricted_are_counted_and_not_shown(repository, review):
    people = SITE["subscribers.yaml"].replace("{email: eve@acme.example}", "{email: eve at acme}")
    repository.branch("fix", {"subscribers.yaml": people})
    result = review("--base", "main")
    assert result.code == 1
    assert "eve " not in result.out and "eve:" not in result.out and "acme}" not in result.out
    assert "in files of people, or that may not be for everyone" in result.out


def test_what_cannot_be_read_may_be_for_few_and_is_counted_and_not_shown(repository, review):
    """Its audience stands where it cannot be read, or in the file of the incident which it is of."""
    secret = {
        "content/incidents/2026-11-21-takeover/incident.yaml": "title: Secret talks\naudience: leadership\n"
        "severity: [hush\nstarted: 2026-11-21T14:00:00Z\nservices: {mail: major_outage}\n",
        "content/incidents/2026-11-21-takeover/20261121T1400Z-begun.md": "---\nphase: hush\n---\nSecret.\n",
        f"{OPEN}/20261121T1419Z-for-few.md": "---\nat: 2026-11-21T14:19:00Z\naudiens: leadership\nphase: hush\n---\nS",
    }
    repository.branch("fix", secret)
    for fmt in ("markdown", "json"):
        result = review("--base", "main", "--format", fmt)
        assert result.code == 1
        assert not [word for word in ("hush", "takeover", "for-few") if word in result.out]
    shown = review("--base", "main", "--show-people").out
    assert "takeover/incident.yaml" in shown and "begun" in shown and "for-few" in shown


def test_errors_in_what_is_certainly_for_few_leave_no_trace(repository, review):
    """They are mended by who may read them: `check` and `--show-people` tell of them."""
    secret = {
        "content/incidents/2026-11-21-takeover/incident.yaml": "title: Secret talks\naudience: leadership\n"
        "severity: hush\nstarted: 2026-11-21T14:00:00Z\nservices: {mail: major_outage}\n",
        "content/incidents/2026-11-21-takeover/20261121T1400Z-begun.md": "---\nphase: hush\n---\nSecret.\n",
        f"{OPEN}/20261121T1419Z-for-few.md": "---\nat: 2026-11-21T14:19:00Z\naudience: leadership\nphase: hush\n---\nS",
    }
    first = repository.branch("nothing", {})
    public = [review("--base", "main", "--format", fmt) for fmt in ("markdown", "json")]
    second = repository.branch("fix", secret)
    for before, fmt in zip(public, ("markdown", "json"), strict=True):
        after = review("--base", "main", "--format", fmt)
        assert (after.code, after.out.replace(second, first).replace(second[:12], first[:12])) == (0, before.out)
    shown = review("--base", "main", "--show-people")
    assert (shown.code, shown.out.count("hush")) == (1, 3)


def test_notes_on_wording_are_no_errors_that_are_there_and_not(repository, review):
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "See http://wiki/x about OPS-12.\n"})
    out = review("--base", "main").out
    assert "No errors or warnings that were not there before." in out and "- **note**" in out


@pytest.mark.parametrize("revision", ["--output=x", "-x", "nothere", "a\nb"])
def test_a_revision_that_is_none_is_refused_in_words(repository, review, revision):
    result = review(f"--base={revision}")
    assert result.code == 2 and "statusgen: " in result.err and not result.out
    assert {one.name for one in repository.root.iterdir()} == {".git", "content", "subscribers.yaml"}


def test_a_folder_without_git_is_an_error_of_the_world(repository, review, tmp_path, monkeypatch):
    (tmp_path / "plain/content").mkdir(parents=True)
    (tmp_path / "plain/content/site.yaml").write_text("name: A\n")
    monkeypatch.chdir(tmp_path / "plain")
    result = review("--base", "main")
    assert result.code == 3 and "no git repository" in result.err


def test_what_is_not_committed_is_left_out_and_stays_as_it_is(repository, review):
    repository.branch("fix", {})
    assert review("--base", "main").err == ""
    (repository.root / OPEN / "20261121T1418Z-identified.md").write_text(UPDATE + "Not yet.\n")
    before = git(repository.root, "status", "--porcelain")
    result = review("--base", "main")
    assert result.err == "What is not committed yet is left out.\n" and "Not yet" not in result.out
    assert git(repository.root, "status", "--porcelain") == before


def test_more_than_a_run_would_send_is_said(repository, review):
    repository.commit({"content/site.yaml": SITE["content/site.yaml"] + "notify: {max_deliveries: 1}\n"})
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"})
    assert "**A run would refuse to send so many at once**: 2, and 1 are allowed." in review("--base", "main").out


def test_a_retitled_incident_keeps_the_subject_that_people_know(repository, review):
    renamed = SITE[f"{OPEN}/incident.yaml"].replace("Checkout fails for some customers", "Nobody can pay")
    files = {f"{OPEN}/incident.yaml": renamed, f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"}
    repository.branch("fix", files)
    assert "Its subject: **\\[Acme status\\] Checkout fails for some customers**" in review("--base", "main").out


def test_who_was_told_by_words_that_are_edited_away_since_hears_the_end(repository, review):
    """Eve wants what is critical; it was, for a while, and was told as such."""
    git(repository.root, "checkout", "-q", "--orphan", "told")
    repository.commit({f"{OPEN}/incident.yaml": None, f"{OPEN}/20261121T1405Z-investigating.md": None}, at=clock(13, 0))
    worse = SITE[f"{OPEN}/incident.yaml"].replace("severity: major", "severity: critical")
    repository.commit({**SITE, f"{OPEN}/incident.yaml": worse}, at=clock(14, 6))
    repository.commit(SITE, at=clock(14, 10))
    git(repository.root, "branch", "-q", "-f", "main")
    end = "---\nphase: resolved\nat: 2026-11-21T14:18:00Z\n---\nAll is well.\n"
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-resolved.md": end})
    everyone = told(review("--base", "main", "--format", "json", "--show-people"))
    assert everyone == {(name, "resolved", "email") for name in ("ana", "bo", "eve")}


def test_a_moment_before_the_commits_is_answered_by_their_words_alone(repository, review):
    """A time machine: what git says of these commits is not of that time."""
    git(repository.root, "checkout", "-q", "main")
    repository.commit({"content/services/shop.yaml": "name: Shop\n"}, at=clock(20, 0))
    repository.branch("fix", {f"{OPEN}/20261121T1418Z-identified.md": UPDATE + "We found the cause.\n"})
    assert {name for name, _, _ in told(review("--base", "main", "--format", "json", "--show-people"))} == {"ana", "bo"}
