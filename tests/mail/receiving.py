"""Mail servers on this machine: one that takes mails, and one that says what a test wants."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from embedded.inbox.smtp import listen
from embedded.inbox.store import Store
from rig.mail_reading import parsed
from settings import SmtpServer

HOST = "127.0.0.1"

SILENCE = "silence"


@dataclass(frozen=True)
class Inbox:
    """The embedded inbox's receiving side, and what has come so far, oldest first."""

    server: SmtpServer
    store: Store

    def raw(self) -> list[bytes]:
        return [self.store.read(identifier) or b"" for identifier in reversed(self.store.ids())]

    def mails(self) -> list[EmailMessage]:
        return [parsed(content) for content in self.raw()]


@asynccontextmanager
async def open_inbox(directory: Path) -> AsyncIterator[Inbox]:
    store = Store(directory)
    listening = await listen(store, HOST, 0)
    try:
        yield Inbox(at_port(_port_of(listening)), store)
    finally:
        listening.close()


@asynccontextmanager
async def scripted_server(answers: Mapping[str, str]) -> AsyncIterator[SmtpServer]:
    """A server that answers each command by its first word, and takes what is not mentioned.

    `greeting` is the answer to a connection, `.` the one to a mail's end; an empty answer hangs
    up.
    """
    async with keeping_server(answers) as keeping:
        yield keeping.server


@dataclass(frozen=True)
class KeepingServer:
    """A scripted server, and the mails that it was handed, to the byte; each can be waited for.

    `commands`: the lines of the conversations before each mail.
    """

    server: SmtpServer
    mails: asyncio.Queue[bytes]
    commands: list[str]


@asynccontextmanager
async def keeping_server(answers: Mapping[str, str]) -> AsyncIterator[KeepingServer]:
    """A server by the same script as `scripted_server`; the answer `SILENCE` never comes."""
    mails: asyncio.Queue[bytes] = asyncio.Queue()
    commands: list[str] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = _Script(answers, reader, writer, mails, commands)
        try:
            await script.play()
        finally:
            writer.close()

    listening = await asyncio.start_server(converse, HOST, 0)
    try:
        yield KeepingServer(at_port(_port_of(listening)), mails, commands)
    finally:
        listening.close()


@dataclass(frozen=True)
class _Script:
    answers: Mapping[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    mails: asyncio.Queue[bytes]
    commands: list[str]

    async def play(self) -> None:
        going_on = await self._answer("greeting", "220 ready")
        while going_on and (line := await self.reader.readline()):
            self.commands.append(line.decode().rstrip())
            command = line.split()[0].decode().upper()
            default = {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 fine")
            going_on = await self._answer(command, default)
            if command == "DATA" and self.answers.get("DATA", "354").startswith("354"):
                self.mails.put_nowait(await self.reader.readuntil(b"\r\n.\r\n"))
                going_on = await self._answer(".", "250 taken")

    async def _answer(self, command: str, default: str) -> bool:
        answer = self.answers.get(command, default)
        if answer == SILENCE:
            await self.reader.read()  # until whoever waits for it gives up
            return False
        if answer:
            self.writer.write(f"{answer}\r\n".encode("utf-8", "surrogateescape"))
            await self.writer.drain()
        return bool(answer)


def at_port(port: int) -> SmtpServer:
    return SmtpServer(host=HOST, port=port, username=None, password=None, starttls=False)


def _port_of(listening: asyncio.Server) -> int:
    return int(listening.sockets[0].getsockname()[1])
