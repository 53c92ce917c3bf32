"""Keys: the same for the same, different for everything else, and the secret is never seen."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.keys import Keys, WeakKey, keys_from
from statusgen.model.secret import Secret

KEY = "0123456789abcdef"
ids = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@given(a=st.tuples(ids, ids, ids), b=st.tuples(ids, ids, ids))
def test_a_delivery_has_the_key_of_another_only_if_it_is_the_same(a, b):
    keys = keys_from(KEY)
    assert (keys.delivery(*a) == keys.delivery(*b)) is (a == b)


@given(one=ids, other=ids)
def test_no_id_can_be_used_for_another_purpose(one, other):
    keys = keys_from(KEY)
    made = [
        keys.delivery(one, other, "email"),
        keys.message_id(one, other, "email"),
        keys.root(one, other),
        keys.person(one),
        keys.bounce(one),
    ]
    assert len({name[:16] for name in made}) == len(made)
    assert [len(name) for name in made] == [32, 32, 32, 32, 16]


def test_another_key_gives_other_ids():
    assert keys_from(KEY).person("ana") != keys_from(KEY + "0").person("ana")


def test_ids_stay_what_they_were_in_the_first_release():
    assert keys_from(KEY).delivery("incidents/a/opened", "ana", "email") == "43f35ab62f4bfafc303b714be8155198"


@pytest.mark.parametrize(
    "key", [None, "", "fifteen bytes!!", " " * 40, "\n\t" * 20, "a" * 64, "abcde" * 9, "k e y" + " " * 20]
)
def test_a_missing_or_short_key_is_refused_and_not_shown(key):
    with pytest.raises(WeakKey) as refusal:
        keys_from(key)
    assert "openssl rand" in str(refusal.value)
    assert not (key or "").strip() or key not in str(refusal.value)


def test_a_secret_is_not_seen_in_text_nor_written_to_a_file():
    secret = Secret("do not tell")
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r:>20}", f"{Keys(secret)}", f"{[secret]}"]
    assert not [text for text in shown if "tell" in text]
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert (bool(secret), bool(Secret("")), secret == Secret("do not tell")) == (True, False, True)
