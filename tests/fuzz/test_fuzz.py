"""Any input at all: no traceback, no second of processor time, no hundred megabytes. `fuzz.py` goes on."""

import pytest
from fuzz_limits import limited
from fuzz_targets import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# CI may share its processors with others, which costs caches and turbo: so much more than the limit is surely too much.
SLACK = 4
EXAMPLES = {"pages": 4, "mail-message": 10}


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_is_too_much_for(name: str) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=EXAMPLES.get(name, 30), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
        database=None,
    )  # fmt: skip
    @given(st.data())
    def asked(data: st.DataObject) -> None:
        given_ = data.draw(target.inputs)
        with limited(SLACK * target.seconds):
            target.check(given_)

    asked()
