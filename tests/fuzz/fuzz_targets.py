"""What is fuzzed: everything that takes in what somebody else wrote. A check raises unless all went as documented."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import fuzz_imports
import fuzz_mail
import fuzz_reading
import fuzz_records
from fuzz_inputs import prose
from fuzz_limits import SECONDS
from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Target:
    """Inputs of one kind, what has to hold for each, and how much processor time each may take."""

    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    seconds: float = SECONDS


TARGETS = {
    **{
        f"read-{name}": Target(fuzz_reading.one_file(*of), fuzz_reading.check_reading)
        for name, of in fuzz_reading.KINDS.items()
    },
    "read-translation": Target(fuzz_reading.translations(), fuzz_reading.check_reading),
    "read-logo": Target(fuzz_reading.logos(), fuzz_reading.check_reading),
    "read-bulk": Target(fuzz_reading.bulk(), fuzz_reading.check_reading),
    "read-encrypted": Target(fuzz_reading.encrypted(), fuzz_reading.check_reading),
    "read-names": Target(fuzz_reading.names(), fuzz_reading.check_reading),
    "read-several": Target(fuzz_reading.several(), fuzz_reading.check_reading),
    # Rendered for a page and again as plain text, each of which has its second.
    "markdown": Target(prose(), fuzz_reading.check_markdown, seconds=2 * SECONDS),
    # Two whole sites of a hundred files and more: what is held here is that they can be made.
    "pages": Target(fuzz_reading.several(), fuzz_reading.check_pages, seconds=20 * SECONDS),
    **{
        f"import-{name}": Target(fuzz_imports.sources(name), fuzz_imports.check_import) for name in fuzz_imports.SAMPLES
    },
    "mail-letter": Target(fuzz_mail.letters(), fuzz_mail.check_letter),
    # Nine messages about the site, each written and proven.
    "mail-message": Target(fuzz_reading.several(), fuzz_mail.check_messages, seconds=5 * SECONDS),
    "ledger-segments": Target(fuzz_records.segment_files(), fuzz_records.check_segments),
    "ledger-lease": Target(fuzz_records.leases(), fuzz_records.check_lease),
    "ledger-file": Target(fuzz_records.ledgers(), fuzz_records.check_ledger),
    "access-listing": Target(fuzz_records.listings(), fuzz_records.check_listing),
    "output-records": Target(fuzz_records.records(), fuzz_records.check_record),
    "environment": Target(fuzz_records.settings(), fuzz_records.check_setting),
    "relay-answers": Target(fuzz_records.answers(), fuzz_records.check_answers),
}
