"""`status`, `list` and `show`: what is going on, for people and for programs."""

import json

import pytest
from small_site import OPEN, TYPO


def test_status_begins_with_the_sentence_of_the_page_and_says_when_more_is_due(site, run):
    code, out, err = run("status")
    assert (code, err) == (0, "")
    assert "Checkout" in out.splitlines()[0]
    assert f"Checkout (checkout): partial_outage, because of {OPEN}" in out
    assert "next update by 2026-11-21 15:35 CET" in out
    assert "Mail arrives late" not in out


def test_status_says_that_a_promise_was_broken(site, run):
    assert "OVERDUE" in run("status", now="2026-11-21T14:36:00Z").out
    assert "OVERDUE" not in run("status").out


def test_nobody_is_overdue_where_nobody_promised_anything(site, run):
    update = site / "content/incidents" / OPEN / "20261121T1405Z-investigating.md"
    update.write_text(update.read_text().replace("next_update: 30m\n", ""))
    late = "2026-11-21T15:36:00Z"
    found = json.loads(run("status", "--json", now=late).out)["incidents"]
    assert [(one["next_update"], one["overdue"]) for one in found] == [(None, False)]
    run("build", now=late)
    for name in ("updates.atom", "index.html", f"incidents/{OPEN}/index.html"):
        assert "ext update" not in (site / "public" / name).read_text()
    with (site / "content/site.yaml").open("a") as settings:
        settings.write("updates: {promise: 30m}\n")
    assert "OVERDUE" in run("status", now=late).out


def test_status_for_programs_has_the_promised_fields(site, run):
    document = json.loads(run("status", "--json").out)
    assert list(document) == [
        "version",
        "indicator",
        "description",
        "services",
        "incidents",
        "maintenances",
        "restricted",
        "left_out",
    ]
    assert document["services"] == [
        {"id": "checkout", "status": "partial_outage", "because": [OPEN]},
        {"id": "mail", "status": "operational", "because": []},
    ]
    assert document["incidents"][0] | {"next_update": "2026-11-21T14:35:00Z", "id": OPEN} == document["incidents"][0]


def test_answers_agree_with_the_page_for_everyone_and_mark_what_is_not_for_everyone(site, run):
    with (site / "content/site.yaml").open("a") as settings:
        settings.write("audiences: {board: {name: Board}}\n")
    (site / "content/incidents" / OPEN / "20261121T1410Z-cost.md").write_text(
        "---\nat: 2026-11-21T14:10:00Z\nphase: identified\nnext_update: 5h\nnotify: false\n"
        "audience: board\n---\nIt costs.\n"
    )
    secret = site / "content/incidents/2026-11-21-breach"
    secret.mkdir()
    (secret / "incident.yaml").write_text(
        "title: A breach\nseverity: critical\naudience: board\nservices: {mail: major_outage}\n"
        "started: 2026-11-21T14:00:00Z\n"
    )
    status = json.loads(run("status", "--json").out)
    assert (status["indicator"], status["services"][1]["status"]) == ("major", "operational")
    assert status["incidents"][0]["next_update"] == "2026-11-21T14:35:00Z"
    assert [one["id"] for one in status["incidents"]] == [OPEN]
    assert [(one["id"], one["audience"]) for one in status["restricted"]] == [("2026-11-21-breach", ["board"])]
    assert "[only board] A breach" in run("status").out
    listed = run("list").out
    assert "[only board] A breach" in listed
    assert f"investigating  {OPEN}" in listed
    shown = json.loads(run("show", OPEN, "--json").out)
    assert (shown["phase"], shown["next_update"]) == ("investigating", "2026-11-21T14:35:00Z")
    assert [one["audience"] for one in shown["updates"]] == [["board"], ["everyone"]]
    assert "identified  [only board]" in run("show", OPEN).out


def test_status_is_of_the_moment_that_it_is_asked_for(site, run):
    document = json.loads(run("status", "--json", now="2026-12-01T22:30:00Z").out)
    assert [item["id"] for item in document["maintenances"]] == ["2026-12-01-mail-move"]
    assert document["services"][1]["status"] == "under_maintenance"


def test_an_answer_that_may_lack_something_says_so_and_exits_1(site, run):
    (site / TYPO).write_text("titel: Checkout fails\n")
    code, out, err = run("status", "--json")
    assert code == 1
    assert json.loads(out)["incidents"] == []
    assert json.loads(out)["left_out"] == [{"path": TYPO, "id": OPEN}]
    assert f"Left out, in whole or in part: {TYPO}" in err
    assert json.loads(run("list", "--json").out)["left_out"] == [{"path": TYPO, "id": OPEN}]


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("content/services/checkout.yaml", "nome: Checkout\n", "checkout"),
        ("content/announcements/2026-11-10-new-page.md", "---\ntitel: New\n---\n", "2026-11-10-new-page"),
        ("content/maintenance/2026-12-01-mail-move/maintenance.yaml", "[", "2026-12-01-mail-move"),
        ("subscribers.yaml", "teems: {}\n", None),
    ],
)
def test_status_for_programs_names_what_could_not_be_read(site, run, path, text, name):
    (site / path).write_text(text)
    code, out, _ = run("status", "--json")
    assert code == 1
    assert {"path": path, "id": name} in json.loads(out)["left_out"]


def test_status_speaks_as_the_theme_of_the_page_does(site, run):
    words = site / "themes/mine/words/en.toml"
    words.parent.mkdir(parents=True)
    (site / "themes/mine/theme.toml").write_text('extends = "default"\n')
    words.write_text('[banner]\npartial_outage = "Oh no, {service}!"\n')
    settings = site / "content/site.yaml"
    settings.write_text(settings.read_text() + "theme: mine\n")
    assert run("status").out.startswith("Oh no, Checkout!\n")


@pytest.mark.parametrize("command", ["show", "preview-mail"])
def test_to_look_at_what_has_errors_shows_these(command, site, run):
    (site / TYPO).write_text("titel: Checkout fails\n")
    code, out, err = run(command, OPEN)
    assert (code, out) == (1, "")
    assert f"{TYPO}:1:1: error unknown-field" in err
    assert f"statusgen: {OPEN} cannot be shown" in err
    assert run(command, "2026-11-22-checkout").code == 2


def test_list_is_newest_first_with_planned_work_on_top(site, run):
    ids = [line.split("  ")[3].strip() for line in squeezed(run("list").out)]
    assert ids == ["2026-12-01-mail-move", OPEN, "2026-11-20-mail-late", "2026-11-10-new-page"]


def squeezed(table: str) -> list[str]:
    """Lines with exactly two spaces between columns."""
    return ["  ".join(filter(None, (cell.strip() for cell in line.split("  ")))) for line in table.splitlines()]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--open"], ["2026-12-01-mail-move", OPEN, "2026-11-10-new-page"]),
        (["--service", "mail"], ["2026-12-01-mail-move", "2026-11-20-mail-late"]),
        (["--service", "cart"], [OPEN]),  # an alias
        (["--limit", "1"], ["2026-12-01-mail-move"]),
    ],
)
def test_list_shows_only_what_was_asked_for(site, run, options, ids):
    document = json.loads(run("list", "--json", *options).out)
    assert [item["id"] for item in document["items"]] == ids


def test_list_knows_nothing_that_had_not_begun(site, run):
    document = json.loads(run("list", "--json", now="2026-11-15T00:00:00Z").out)
    assert [item["id"] for item in document["items"]] == ["2026-12-01-mail-move", "2026-11-10-new-page"]


def test_list_columns_line_up_whatever_the_script(site, run):
    (site / TYPO).write_text(
        "title: 決済が失敗\nseverity: major\nservices: {checkout: partial_outage}\n", encoding="utf-8"
    )
    lines = run("list").out.splitlines()
    assert {line.index("2026-1", 10) for line in lines} == {lines[0].index("2026-1", 10)}


@pytest.mark.parametrize(
    ("options", "meant"), [(["list", "--service", "chekout"], "'checkout'"), (["show", OPEN + "s"], f"'{OPEN}'")]
)
def test_a_misspelt_name_is_a_mistake_of_usage_with_a_suggestion(site, run, options, meant):
    code, out, err = run(*options)
    assert (code, out) == (2, "")
    assert f"Did you mean {meant}?" in err


def test_show_has_all_that_was_said(site, run):
    out = run("show", OPEN).out
    assert out.startswith(f"Checkout fails for some customers\n  incident, {OPEN}, major, investigating, since ")
    assert "\n  checkout: partial_outage\n" in out
    assert "\n  | About one order in five cannot be paid.\n" in out
    assert "\n2026-11-21 15:05 CET  investigating\n  | We are looking into failing payments.\n" in out


@pytest.mark.parametrize("name", [OPEN, "2026-12-01-mail-move", "2026-11-10-new-page"])
def test_show_for_programs_is_a_versioned_document_of_every_kind(site, run, name):
    document = json.loads(run("show", name, "--json").out)
    assert (document["version"], document["id"]) == (1, name)
    assert run("show", name).code == 0


def test_text_of_content_is_never_at_the_start_of_a_line(site, run):
    update = site / "content/incidents/2026-11-21-checkout-errors/20261121T1406Z-command.md"
    update.write_text("---\nat: 2026-11-21T14:06:00Z\n---\n::error::forged\n\n    ::warning::forged\n")
    assert not [line for line in run("show", OPEN).out.splitlines() if line.lstrip().startswith("::")]


def test_of_work_that_repeats_the_answers_know_the_time_that_runs_or_comes_next(site, run):
    folder = site / "content/maintenance/2026-11-03-restart"
    folder.mkdir(parents=True)
    (folder / "maintenance.yaml").write_text(
        "title: Restart\nservices: {mail: under_maintenance}\n"
        "starts: 2026-11-03T04:00:00Z\nends: 2026-11-03T04:30:00Z\nrepeats: FREQ=WEEKLY\n"
    )
    (folder / "20261120T0900Z-off.md").write_text(
        "---\nat: 2026-11-20T09:00:00Z\nphase: cancelled\noccurrence: 2026-11-24\n---\nNot this time.\n"
    )
    [item] = [one for one in json.loads(run("list", "--open", "--json").out)["items"] if one["kind"] == "maintenance"][
        1:
    ]
    assert (item["starts"], item["phase"], item["repeats"]) == ("2026-12-01T04:00:00Z", "scheduled", True)
    running = json.loads(run("status", "--json", now="2026-12-01T04:10:00Z").out)["maintenances"]
    assert [one["id"] for one in running] == ["2026-11-03-restart"]
    assert "Not this time." in run("show", "2026-11-03-restart").out
