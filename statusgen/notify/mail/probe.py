"""Whether the relay would take mail from us, without giving it any."""

import asyncio

from statusgen.notify.ledger.scrub import without_addresses
from statusgen.notify.mail.failures import in_words
from statusgen.notify.mail.relay import Relay
from statusgen.notify.mail.session import RelayDown, open_session
from statusgen.notify.mail.wire import Lost

_PATIENCE = 15.0  # seconds, unless the url has `timeout`; a run waits longer, but nobody waits for a run


def probe(relay: Relay) -> str:
    """Greets, encrypts and logs in as a run would, then leaves; says how that went. Raises RelayDown."""
    return asyncio.run(_probe(relay))


async def _probe(relay: Relay) -> str:
    patience = relay.timeout or _PATIENCE
    try:
        async with asyncio.timeout(patience):
            session = await open_session(relay, set())
            encrypted = not session.wire.is_plain
            await session.quit()
    except TimeoutError as error:
        raise RelayDown(f"{relay} did not answer within {patience:g} seconds") from error
    except (Lost, OSError) as error:
        raise RelayDown(f"{relay} cannot be reached: {without_addresses(in_words(error))}") from error
    how = "encrypted" if encrypted else "not encrypted"
    return f"{relay} answers, {how}" + (", and lets us in" if relay.user else "")
