"""Whether a text says what people notice."""

from itertools import pairwise

from statusgen.lint.english import EFFECTS
from statusgen.lint.text import Text, word_set

# `Issues saving files` and `when trying to sign in` say what people notice.
_BEFORE = word_set("issue issues problem problems trouble when while")
_NO_SYMPTOMS = word_set("affecting impacting causing involving concerning regarding being investigating")


def tells_effect(text: Text) -> bool:
    """Of another language than English nobody knows, so True."""
    if not text.is_english or text.vocabulary & EFFECTS:
        return True
    pairs = pairwise(word.text for word in text.words if word.text != "with")
    return any(first in _BEFORE and then.endswith("ing") and then not in _NO_SYMPTOMS for first, then in pairs)
