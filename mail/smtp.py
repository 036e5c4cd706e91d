"""Hands one mail to the mail server, and tells a trouble that passes from a refusal for good."""

from asyncio import CancelledError
from types import TracebackType
from typing import Any

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from aiosmtplib.response import SMTPResponse

from domain.mail_addresses import domain_of
from domain.mailbox_names import as_sent
from mail.one_line import one_line
from mail.refusals import is_about_us
from settings import SmtpServer

# For each step of the conversation; one stalled step stays well within a mail's claim.
_PATIENCE_SECONDS = 30
# "Authenticate first" and its kin (RFC 4954, 6) are about the login of this server.
_ABOUT_US = frozenset({530, 534, 535, 538})

# By its first digit an answer says that the mail was taken, whatever the others are (RFC 5321,
# 4.3.2).
_TAKEN = range(200, 300)


class MailDeferredError(Exception):
    """The mail could not go now and is to be tried again; says what the server answered.

    `may_have_gone`: the server got the mail, and nobody heard what it says of it. `put_off`: the
    server works, and put off this very mail.
    """

    def __init__(self, answer: str, *, may_have_gone: bool = False, put_off: bool = False) -> None:
        super().__init__(answer)
        self.may_have_gone = may_have_gone
        self.put_off = put_off


class MailRefusedError(Exception):
    """The server refused this recipient or this mail for good; says what it answered.

    `about_us`: it would refuse any address, for it does not want mails of ours.
    """

    def __init__(self, answer: str, *, about_us: bool) -> None:
        super().__init__(answer)
        self.about_us = about_us


class _Conversation(SMTP):
    """One conversation with the mail server, which knows whether it came to the mail itself."""

    handed_over = False

    async def data(self, message: str | bytes, /, **options: Any) -> SMTPResponse:
        self.handed_over = True
        return await super().data(message, **options)

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(exception, CancelledError):
            self.close()  # a farewell would wait for the server, and nobody has the time
        else:
            await super().__aexit__(exception_type, exception, traceback)


async def send(content: bytes, server: SmtpServer, *, return_path: str, recipient: str) -> str:
    """Send a mail to one recipient and give the server's answer, on one line.

    `content` goes out to the byte. `return_path`: the sender of the envelope, to whom the mail
    comes back if nobody takes it. `recipient`: an accepted address.

    Raises `MailRefusedError` for an answer of 5xx to the recipient or the mail itself, and
    `MailDeferredError` for everything else: 4xx, no connection, and a server that does not take
    us (5xx to the greeting, the login or the sender), which is for the operator to mend.
    """
    conversation = _conversation(server, domain_of(return_path))
    try:
        async with conversation:
            _, answer = await conversation.sendmail(return_path, [as_sent(recipient)], content)
    except SMTPRecipientsRefused as refused:
        raise _verdict(refused.recipients[0]) from refused
    except SMTPDataError as answered:
        if answered.code in _TAKEN:
            return one_line(f"{answered.code} {answered.message}")
        raise _verdict(answered) from answered
    except SMTPResponseException as trouble:
        # Once the server has the mail, this is an answer that nobody can read.
        raise MailDeferredError(
            one_line(f"{trouble.code} {trouble.message}"),
            may_have_gone=conversation.handed_over,
        ) from trouble
    except (SMTPException, OSError) as trouble:
        raise MailDeferredError(
            one_line(f"{type(trouble).__name__}: {trouble}"),
            may_have_gone=conversation.handed_over,
        ) from trouble
    return one_line(f"250 {answer}")


async def greet(server: SmtpServer, *, return_path: str) -> str:
    """Begin a mail and leave it at that; gives the server's answer to the sender, on one line.

    Raises `MailDeferredError` where the server cannot be reached, or does not take us.
    """
    try:
        async with _conversation(server, domain_of(return_path)) as conversation:
            code, answer = await conversation.mail(return_path)
            await conversation.rset()
    except SMTPResponseException as trouble:
        raise MailDeferredError(one_line(f"{trouble.code} {trouble.message}")) from trouble
    except (SMTPException, OSError) as trouble:
        raise MailDeferredError(one_line(f"{type(trouble).__name__}: {trouble}")) from trouble
    return one_line(f"{code} {answer}")


def _conversation(server: SmtpServer, local_hostname: str) -> _Conversation:
    return _Conversation(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        start_tls=server.starttls,
        # Without a name of ours, aiosmtplib asks the resolver for one.
        local_hostname=local_hostname,
        timeout=_PATIENCE_SECONDS,
    )


def _verdict(
    refused: SMTPRecipientRefused | SMTPDataError,
) -> MailRefusedError | MailDeferredError:
    answer = one_line(f"{refused.code} {refused.message}")
    about_us = refused.code in _ABOUT_US
    if 500 <= refused.code < 600 and not about_us:
        return MailRefusedError(answer, about_us=is_about_us("", answer))
    return MailDeferredError(answer, put_off=not about_us)
