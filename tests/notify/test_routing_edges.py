"""Stories from the edges of routing: what is taken back, gets another name, changes hands, or turns out otherwise."""

import pytest
from scenes import Story

RENAMED = {
    "an update whose file gets another name is not told again": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:05 says #u2 identified
        14:06 run: ana opened wants
        14:07 unsays u2
        14:05 says #other identified
        14:08 run: nobody
        14:10 says monitoring
        14:11 run: ana updated wants
        14:12 run: nobody""",
    "nor is an end whose file gets another name": """
        ana wants shop
        incident services=shop
        14:00 says investigating
        14:01 run: ana opened wants
        14:05 says #u2 resolved
        14:06 run: ana resolved wants
        14:07 unsays u2
        14:05 says #other resolved
        14:08 run: nobody""",
    "whoever comes later hears of it once, under the name that it has": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #other investigating
        bo wants shop
        14:03 run: bo added wants
        14:04 run: nobody""",
    "of another moment or phase it is another update": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #other identified
        14:03 run: ana updated wants
        14:04 unsays other
        14:02 says #third identified
        14:05 run: ana updated wants""",
    "a second update of the same minute is another update": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:00 says #u2 investigating
        14:02 run: ana updated wants""",
    "where nobody can say which of two has the other name, it is told": """
        ana wants shop
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #u2 investigating
        14:00 says #u3 investigating
        14:03 run: ana updated wants""",
    "who got the wrong text under another name gets the correction": """
        ana wants shop events=opened
        incident services=shop
        14:00 says #u1 investigating
        14:01 run: ana opened wants
        14:02 unsays u1
        14:00 says #other investigating
        14:05 says #better corrects=other notify=true
        14:06 run: ana corrected told_wrong""",
}


@pytest.mark.parametrize("story", RENAMED.values(), ids=RENAMED)
def test_what_is_renamed(story: str) -> None:
    for line, wanted, told in Story().tell(story):
        assert told == wanted, line
