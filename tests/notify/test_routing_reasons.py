"""The words for why someone is told: they say what was asked for, and nothing that was not."""

from dataclasses import replace

import pytest
from scenes import CHANNELS, Story, moment

from statusgen.model.incident import Severity
from statusgen.model.site import Group
from statusgen.notify.events.telling import news
from statusgen.notify.news import Kind
from statusgen.notify.notification import Because, Past, Reason
from statusgen.notify.routing.route import route
from statusgen.notify.writing.wording import because


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("ana wants all", "Ana wants to hear of everything"),
        ("ana wants shop severity=major", "Ana wants to hear of Shop that is major or worse"),
        ("ana wants shop,bank severity=minor", "Ana wants to hear of Shop and Bank that is minor or worse"),
        ("ana wants all severity=major", "Ana wants to hear of everything that is major or worse"),
        ("ana wants all labels=region:eu", "Ana wants to hear of everything, with region: eu"),
        ("ana wants shop severity=major labels=region:eu,tier:1 events=opened",
         "Ana wants to hear of Shop that is major or worse, with region: eu and tier: 1"),
        ("ana wants all events=opened", "Ana wants to hear of it"),
        ("team crew of ana\n team crew wants all", "Ana their team Crew wants to hear of everything"),
        ("team crew of ana\n team crew wants all\n team crew least major",
         "Ana their team Crew wants to hear of everything that is major or worse"),
        ("team crew of ana\n team crew wants shop severity=minor\n team crew least major",
         "Ana their team Crew wants to hear of Shop that is minor or worse"),
    ],
)  # fmt: skip
def test_the_reason_says_what_was_asked_for_and_nothing_that_was_not(who: str, asked: str) -> None:
    story = Story()
    incident = "incident services=shop severity=major labels=region:eu,tier:1"
    assert not [*story.tell(f"ana is there\n{who}\n{incident}\n14:00 says investigating")]
    assert reasons(story, "14:01") == [asked]


@pytest.mark.parametrize(
    ("want", "asked"),
    [
        ("shop severity=major", "Ana wants to hear of Shop"),
        ("all severity=major", "Ana wants to hear of it"),
        ("all", "Ana wants to hear of everything"),
    ],
)
def test_no_severity_is_said_of_what_has_none(want: str, asked: str) -> None:
    story = Story()
    assert not [*story.tell(f"ana wants {want}\nmaintenance services=shop\n14:00 says scheduled")]
    assert reasons(story, "14:01") == [asked]


def reasons(story: Story, at: str) -> list[str]:
    routing = route(story.site, news(story.site, moment(at)), Past(), CHANNELS, moment(at))
    return [f"{one.subscriber.name} {because(one.kind, one.reason, story.site)}" for one in routing.notifications]


@pytest.mark.parametrize("code", [Because.WANTS, Because.TEAM_WANTS])
@pytest.mark.parametrize("team", ["", "crew"])
def test_a_wish_for_all_of_some_sort_is_said_in_whole_sentences(code: Because, team: str) -> None:
    assert because(Kind.OPENED, Reason(code, team), Story().site).endswith("hear of it")


def test_where_the_name_of_a_group_ends_can_be_told() -> None:
    site = Story().site
    grouped = replace(site, settings=replace(site.settings, groups=(Group("front", "For customers"),)))
    reason = Reason(Because.WANTS, services=("group:front", "shop"), least=Severity.MAJOR)
    assert because(Kind.OPENED, reason, grouped) == (
        "wants to hear of the group “For customers” and Shop that is major or worse"
    )
