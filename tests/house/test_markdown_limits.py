"""Who checks a text and who renders it do not know each other; what they must agree on is held together here."""

from statusgen.read import prose
from statusgen.render.markup import page


def test_what_is_too_much_to_render_is_the_same_for_check_and_for_the_page():
    """What `check` lets pass is rendered, and what the page would leave without mark-up is refused."""
    assert (prose.MAX_COPIED, prose._PLACEHOLDER) == (page.MAX_COPIED, page._PLACEHOLDER)


def test_what_counts_as_a_mark_is_the_same_for_check_and_for_the_page():
    assert prose._MARKS == page._MARKS
