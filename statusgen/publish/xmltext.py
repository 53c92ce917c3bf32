"""Text that XML can hold."""

import re

# What XML 1.0 forbids (section 2.2), and the C1 controls that it discourages.
_UNFIT = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit(text: str) -> str:
    """The text without characters that XML cannot hold: one of them would take a whole feed or picture down."""
    return _UNFIT.sub("", text)
