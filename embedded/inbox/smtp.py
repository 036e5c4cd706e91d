"""The receiving side: SMTP that keeps everything, and refuses what a test asks it to refuse."""

import asyncio
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser

from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded.inbox.store import Store

REFUSED = "refuse-"
DEFERRED = "defer-"


@dataclass
class Receiver:
    """Answers for each recipient and each mail (RFC 5321, RFC 3463).

    `refuse-…@` is unknown for good (550); `defer-…@` is put off at the first attempt of a
    Message-ID (451) and taken at the next. A mail that cannot be kept, for the disk is full, is put
    off too (452).
    """

    store: Store
    _deferred: set[str] = field(default_factory=set, init=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith(REFUSED):
            return "550 5.1.1 The mailbox does not exist"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        if any(to.startswith(DEFERRED) for to in envelope.rcpt_tos) and self._is_new(content):
            return "451 4.7.1 Please try again later"
        trace = [f"Return-Path: <{envelope.mail_from}>"]
        trace += [f"Delivered-To: {address}" for address in envelope.rcpt_tos]
        head = "".join(f"{line}\r\n" for line in trace).encode()
        try:
            await asyncio.to_thread(self.store.add, head + content)
        except OSError:
            return "452 4.3.1 Insufficient system storage"
        return "250 2.0.0 OK"

    def _is_new(self, content: bytes) -> bool:
        message_id = str(BytesHeaderParser().parsebytes(content)["Message-ID"])
        if message_id in self._deferred:
            return False
        self._deferred.add(message_id)
        return True


async def listen(store: Store, host: str, port: int) -> asyncio.Server:
    """Receive mails on the port until the server is closed; SMTPUTF8 and 8BITMIME are spoken."""
    loop = asyncio.get_running_loop()
    receiver = Receiver(store)
    return await loop.create_server(
        lambda: SMTP(receiver, hostname="localhost", enable_SMTPUTF8=True, loop=loop), host, port
    )
