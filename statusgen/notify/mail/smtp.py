"""Sends letters over many connections at once, each armed in the ledger before its final dot (RFC 5321, 2920)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from statusgen.notify.ledger.rows import Outcome, State
from statusgen.notify.ledger.scrub import without_addresses
from statusgen.notify.mail.desk import Book, Desk, Source
from statusgen.notify.mail.failures import in_words
from statusgen.notify.mail.parcel import Parcel
from statusgen.notify.mail.relay import Relay
from statusgen.notify.mail.session import BLOCK, DOT, Refused, RelayDown, Session, open_session, stuffed
from statusgen.notify.mail.wire import Lost, Reply

_PAUSES = (0.0, 0.5, 2.0)  # seconds before each try to connect, when no other connection is left
_OF_THE_SENDER = {"5.1.7", "5.1.8"}  # RFC 3463, 3.2; many relays say so only at the recipient


def deliver(relay: Relay, source: Source, book: Book, clock: Callable[[], datetime]) -> None:
    """Sends all that `source` gives. What the ledger raises comes through, without one byte more; RelayDown.

    A letter that got no answer after its final dot is settled UNKNOWN; one that was not armed yet is tried again.
    """
    asyncio.run(_deliver(relay, source, book, clock))


async def _deliver(relay: Relay, source: Source, book: Book, clock: Callable[[], datetime]) -> None:
    desk = Desk(relay, source, book, clock)
    watch = asyncio.create_task(desk.watch())
    try:
        while desk.has_more:
            await _all_connections(desk)
    except RelayDown:
        desk.write_down()
        raise
    finally:
        watch.cancel()
        desk.cut("the run is over")
    desk.write_down()


async def _all_connections(desk: Desk) -> None:
    """Until there is nothing left to do, or something goes wrong that is not of one connection."""
    carriers = [asyncio.create_task(Carrier(desk, number).run()) for number in range(desk.relay.connections)]
    together = asyncio.gather(*carriers)
    either: set[asyncio.Future[Any]] = {together, desk.failed}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if desk.failed.done():
            desk.failed.result()
        together.result()
    finally:
        for carrier in carriers:
            carrier.cancel()
        await asyncio.gather(*carriers, return_exceptions=True)
        if together.done() and not together.cancelled():
            together.exception()  # looked at, though something else may be told


@dataclass(slots=True)
class Carrier:
    """Keeps one connection going. `unarmed` are letters in hand that can go elsewhere, `hanging` one that cannot.

    Of those in hand the first is on its way, and the second has its commands sent along with the first one's dot.
    """

    desk: Desk
    number: int
    unarmed: list[Parcel] = field(default_factory=list)
    hanging: Parcel | None = None

    async def run(self) -> None:
        if self.number:
            await self.desk.ready.wait()
        try:
            while (parcel := self.desk.next()) and await self._one_connection(parcel):
                pass
        except BaseException:
            # At once: before the loop turns to the others, who would still have something to say.
            self.desk.cut("the run is over")
            raise
        finally:
            self.desk.ready.set()

    async def _one_connection(self, parcel: Parcel) -> bool:
        """Sends from this letter on until there is none or the connection is lost. False: there is no connection."""
        self.unarmed = [parcel]
        session = await self._connected()
        if session is None:
            self._hand_back("no connection")
            return False
        self.desk.ready.set()
        self.desk.busy += 1
        try:
            await self._letters(session)
            await session.quit()
        except Lost as error:
            why = without_addresses(str(error), *(one.recipient for one in (*self.unarmed, self.hanging) if one))
            self._hand_back(why)
            self.desk.lost_one(why)
        finally:
            self.desk.busy -= 1
            session.wire.cut("over")
            self.desk.wires.discard(session.wire)
        return True

    async def _connected(self) -> Session | None:
        """None where others are at work: then the relay has enough of us. Raises RelayDown."""
        last: Exception | None = None
        for pause in _PAUSES:
            await asyncio.sleep(pause)
            try:
                return await open_session(self.desk.relay, self.desk.wires)
            except (Lost, OSError) as error:
                last = error
            except RelayDown:
                if not self.desk.busy:
                    raise
            if self.desk.busy:
                return None
        why = without_addresses(in_words(last)) if last else "no answer"
        raise RelayDown(f"{self.desk.relay} cannot be reached: {why}")

    def _hand_back(self, why: str) -> None:
        for parcel in reversed(self.unarmed):
            self.desk.disarm(parcel.key)
            self.desk.give_back(parcel, why)
        if self.hanging:
            detail = "the connection was lost between the letter and its answer"
            self.desk.settle(Outcome(self.hanging.key, State.UNKNOWN, detail))
        self.unarmed, self.hanging = [], None

    async def _letters(self, session: Session) -> None:
        ahead = False
        while self.unarmed:
            parcel = self.unarmed[0]
            if not ahead:
                if problem := session.problem(parcel):
                    self._impossible(parcel, problem)
                    continue
                await self.desk.pace()
            try:
                await session.answers(parcel, ahead=ahead)
            except Refused as refusal:
                self._refused(parcel, refusal)
                ahead = False
            else:
                ahead = await self._content(session, parcel)

    def _impossible(self, parcel: Parcel, problem: str) -> None:
        """A relay that is too small for everything is our settings' fault."""
        if problem.startswith("552") and not self.desk.trusted:
            self._later(parcel, problem)
        else:
            self._settled(parcel, Outcome(parcel.key, State.DEAD, problem))

    def _later(self, parcel: Parcel, why: str) -> None:
        self.desk.retry(parcel, why)
        self.unarmed.remove(parcel)
        self._take()

    def _settled(self, parcel: Parcel, outcome: Outcome) -> None:
        """This letter was not sent and is done with; the next takes its place."""
        self.desk.settle(outcome)
        self.unarmed.remove(parcel)
        self._take()

    def _take(self, count: int = 1) -> None:
        if len(self.unarmed) < count and (parcel := self.desk.next()):
            self.unarmed.append(parcel)

    async def _content(self, session: Session, parcel: Parcel) -> bool:
        """After 354. Whether the next letter's commands went along with the final dot."""
        content = stuffed(parcel.content)
        if len(content) > self.desk.whole or not session.wire.is_plain:
            session.wire.write(content)
            await session.wire.drained(session.patience(BLOCK))
            content = b""
        following = self._following(session)
        lines = (content + b".\r\n", *(session.commands(following) if following else ()))
        self.desk.arm(parcel.key, partial(self._dot, session, parcel, lines))
        self._answered(parcel, await session.wire.reply(session.patience(DOT)))
        self._take()
        return following is not None

    def _following(self, session: Session) -> Parcel | None:
        """The letter whose commands may go with the dot of the one before; with a rate each waits for its time."""
        self._take(2)
        parcel = self.unarmed[1] if len(self.unarmed) > 1 else None
        fits = parcel and session.pipelines and not self.desk.relay.rate and not session.problem(parcel)
        return parcel if fits else None

    def _dot(self, session: Session, parcel: Parcel, lines: tuple[bytes, ...]) -> None:
        """The irrevocable step."""
        self.unarmed.remove(parcel)
        if session.wire.lost:  # we know that it did not go out; whoever waits for its answer hears so, too
            self.desk.retry(parcel, "the connection was lost before the final dot")
            return
        self.desk.must_live()
        self.hanging = parcel
        session.wire.write(b"".join(lines), len(lines))
        if session.wire.is_plain and session.wire.left:
            self.desk.whole = 0
            session.wire.cut("the system took only a part of a letter at once")

    def _answered(self, parcel: Parcel, reply: Reply) -> None:
        said = without_addresses(str(reply), parcel.recipient)
        if reply.code < 400 and not reply.is_good:
            raise Lost(f"the relay does not speak SMTP: it answers a letter with {said}")
        self.hanging = None
        self.desk.heard()
        if reply.is_good:
            self.desk.trusted = True
            self.desk.settle(Outcome(parcel.key, State.SENT, said))
        elif self._is_for_good("dot", reply):
            self.desk.settle(Outcome(parcel.key, State.DEAD, said))
        else:
            self.desk.retry(parcel, said)
        if reply.code == 421:
            raise Lost(f"the relay is closing: {said}")

    def _refused(self, parcel: Parcel, refusal: Refused) -> None:
        reply, said = refusal.reply, without_addresses(str(refusal.reply), parcel.recipient)
        self.desk.heard()
        if self._is_for_good(refusal.where, reply):
            self._settled(parcel, Outcome(parcel.key, State.DEAD, said))
        else:
            self._later(parcel, said)

    def _is_for_good(self, where: str, reply: Reply) -> bool:
        """Only where it is about the recipient or the letter, not about us.

        A relay that has taken nothing yet may refuse everybody: only of a mailbox that it names as the reason (RFC
        3463) it is believed. Refused senders are our settings' fault, unless it is the size.
        """
        if not reply.is_final or reply.code == 530 or reply.enhanced in _OF_THE_SENDER:
            return False
        if where == "mail":
            return reply.code == 552 and self.desk.trusted
        return self.desk.trusted or (where == "rcpt" and reply.enhanced.startswith(("5.1.", "5.2.")))
