"""Hands one mail to the mail server, and tells a trouble that passes from a refusal for good."""

from email.message import EmailMessage

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from domain.mail_addresses import domain_of
from mail.one_line import one_line
from settings import SmtpServer

# For each step of the conversation; one stalled step stays well within a mail's claim.
_PATIENCE_SECONDS = 30
# "Authenticate first" and its kin (RFC 4954, 6) are about us, whatever they answer to.
_ABOUT_US = frozenset({530, 534, 535, 538})


class MailDeferredError(Exception):
    """The mail could not go now and is to be tried again; says what the server answered."""


class MailRefusedError(Exception):
    """The server refused this recipient or this mail for good; says what it answered."""


async def send(
    message: EmailMessage, server: SmtpServer, *, return_path: str, recipient: str
) -> str:
    """Send a mail to one recipient and give the server's answer, on one line.

    `return_path`: the sender of the envelope, to whom the mail comes back if nobody takes it.

    Raises `MailRefusedError` for an answer of 5xx to the recipient or the mail itself, and
    `MailDeferredError` for everything else: 4xx, no connection, and a server that does not take
    us (5xx to the greeting, the login or the sender), which is for the operator to mend.
    """
    try:
        async with _client(server, domain_of(return_path)) as client:
            _, answer = await client.send_message(
                message, sender=return_path, recipients=[recipient]
            )
    except SMTPRecipientsRefused as refused:
        raise _verdict(refused.recipients[0]) from refused
    except SMTPDataError as refused:
        raise _verdict(refused) from refused
    except SMTPResponseException as trouble:
        raise MailDeferredError(one_line(f"{trouble.code} {trouble.message}")) from trouble
    except (SMTPException, OSError) as trouble:
        raise MailDeferredError(one_line(f"{type(trouble).__name__}: {trouble}")) from trouble
    return one_line(f"250 {answer}")


def _client(server: SmtpServer, local_hostname: str) -> SMTP:
    return SMTP(
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
    if 500 <= refused.code < 600 and refused.code not in _ABOUT_US:
        return MailRefusedError(answer)
    return MailDeferredError(answer)
