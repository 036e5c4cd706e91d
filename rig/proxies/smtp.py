"""A way to a mail server that can lie: it answers in its name, or keeps its answers back."""

import asyncio
import re
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from rig.proxies.link import Cut, Link, Passage, Way

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)


class Verb(StrEnum):
    """At which point of a conversation (RFC 5321)."""

    GREETING = "greeting"
    EHLO = "EHLO"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    END = "end of data"


class Lie(StrEnum):
    """What the client is told. The server hears nothing of it, but for the last three."""

    PUT_OFF = "4xx"
    REFUSED = "5xx"
    LEAVING = "421"
    GARBAGE = "garbage"
    """At the end of data the server has taken the mail, and the client cannot know."""

    CLOSED = "closed"
    """The connection ends before the answer; likewise."""

    SLOW = "slow"
    """The truth, late."""


SAYS = {
    # 4.3.0 and 5.7.1 (RFC 3463) speak of the server and of us, not of the mailbox.
    Lie.PUT_OFF: b"451 4.3.0 Try again later\r\n",
    Lie.REFUSED: b"554 5.7.1 Blocked by policy\r\n",
    Lie.LEAVING: b"421 4.3.2 Service closing\r\n",
    Lie.GARBAGE: b"\x00\xff not of this protocol\r\n",
}

VERBS = {b"EHLO": Verb.EHLO, b"HELO": Verb.EHLO, b"MAIL": Verb.MAIL, b"RCPT": Verb.RCPT}
NOT_TAKEN = {Lie.PUT_OFF, Lie.REFUSED, Lie.LEAVING}


@dataclass(frozen=True)
class Lying:
    lie: Lie
    verb: Verb
    seconds: float = 0.0
    """How late a slow answer is."""


@dataclass
class Delivery:
    """A mail that the server took. `heard`: the client went on after that, so it knows."""

    message_id: str
    recipients: tuple[str, ...]
    at: float
    """By the clock of the loop."""

    heard: bool = False


@dataclass
class _Conversation:
    link: "SmtpLink"
    passage: Passage
    recipients: list[bytes] = field(default_factory=list)
    delivery: Delivery | None = None

    async def run(self) -> None:
        await self._answer(Verb.GREETING, b"")
        while line := await self._line(Way.THERE):
            if self.delivery is not None:
                self.delivery.heard = True
                self.delivery = None
            await self._step(line)

    async def _step(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"DATA":
            await self._data(line)
        else:
            verb = VERBS.get(word)
            answer = await self._answer(verb, line)
            if verb is Verb.MAIL:
                self.recipients = []
            if verb is Verb.RCPT and answer.startswith(b"2"):
                self.recipients.append(line)

    async def _data(self, line: bytes) -> None:
        """Take the whole mail before the server hears of it, so that one that is refused is not."""
        before = self._lying(Verb.DATA)
        if before is not None and await self._lie(before):
            return
        await self._tell(b"354 Go on\r\n")
        content = await self.passage.reader(Way.THERE).readuntil(b"\r\n.\r\n")
        lying = self._lying(Verb.END)
        if lying is not None and lying.lie in NOT_TAKEN:
            await self._lie(lying)
            return
        await self._ask(line)
        if not (answer := await self._said()).startswith(b"354"):
            await self._tell(answer)
            return
        await self._ask(content)
        answer = await self._said()
        if answer.startswith(b"2"):
            self._taken(content)
        if lying is not None and lying.lie is not Lie.SLOW:
            self.delivery = None  # whatever the client does now, it has not heard
        if lying is None or not await self._lie(lying):
            await self._tell(answer)

    def _taken(self, content: bytes) -> None:
        found = MESSAGE_ID.search(content)
        self.delivery = Delivery(
            found[1].decode() if found else "",
            tuple(
                each.partition(b"<")[2].partition(b">")[0].decode(errors="replace")
                for each in self.recipients
            ),
            asyncio.get_running_loop().time(),
        )
        self.link.deliveries.append(self.delivery)

    async def _answer(self, verb: Verb | None, line: bytes) -> bytes:
        """Have a line answered, by the server or in its place."""
        lying = None if verb is None else self._lying(verb)
        if lying is not None and (lied := await self._lie(lying)):
            return lied
        if line:
            await self._ask(line)
        answer = await self._said()
        await self._tell(answer)
        return answer

    async def _lie(self, lying: Lying) -> bytes:
        """Tell it; gives what was told, nothing where the truth follows. Raises `Cut`."""
        self.link.lies += 1
        if lying.lie is Lie.SLOW:
            await asyncio.sleep(lying.seconds)
            return b""
        if lying.lie is Lie.CLOSED:
            raise Cut
        await self._tell(SAYS[lying.lie])
        if lying.lie is Lie.LEAVING:
            writer = self.passage.writer(Way.BACK)
            writer.close()
            await writer.wait_closed()
            raise Cut
        return SAYS[lying.lie]

    def _lying(self, verb: Verb) -> Lying | None:
        lying = self.link.lying
        return lying if lying is not None and lying.verb is verb else None

    async def _ask(self, data: bytes) -> None:
        await self.link.pass_on(self.passage, Way.THERE, data)

    async def _tell(self, data: bytes) -> None:
        self.link.said.append(data)
        await self.link.pass_on(self.passage, Way.BACK, data)

    async def _said(self) -> bytes:
        """An answer of the server, with all its lines; raises `Cut` where it hangs up."""
        answer = b""
        while line := await self._line(Way.BACK):
            answer += line
            if line[3:4] != b"-":
                return answer
        raise Cut

    async def _line(self, way: Way) -> bytes:
        return await self.passage.reader(way).readline()


@dataclass
class SmtpLink(Link):
    """`lying`: what is lied at present; `lies` times until now. `deliveries`: what was taken."""

    lying: Lying | None = field(default=None, init=False)
    lies: int = field(default=0, init=False)
    deliveries: list[Delivery] = field(default_factory=list, init=False)
    said: deque[bytes] = field(default_factory=lambda: deque(maxlen=20), init=False)
    """The last answers that clients were told."""

    async def carry(self, passage: Passage) -> None:
        await _Conversation(self, passage).run()
