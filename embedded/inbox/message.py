"""A mail read for people and for programs, in the shape and names of Mailpit's API, version 1."""

from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TypedDict, cast

from embedded.inbox.store import arrival

SNIPPET_LENGTH = 250


class Utf8Headers(policy.EmailPolicy):
    """Reads headers that came as plain UTF-8 (RFC 6532), as SMTPUTF8 allows."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value.encode("ascii", "surrogateescape").decode(errors="replace")


class Correspondent(TypedDict):
    Name: str
    Address: str


class Attachment(TypedDict):
    FileName: str
    ContentType: str
    Size: int


class Headers(TypedDict):
    """What the list and the single mail have in common; `Size` is in bytes."""

    ID: str
    MessageID: str
    From: Correspondent
    To: list[Correspondent]
    Cc: list[Correspondent]
    Bcc: list[Correspondent]
    ReplyTo: list[Correspondent]
    Subject: str
    Username: str
    Tags: list[str]
    Size: int


class Summary(Headers):
    Read: bool
    Created: datetime
    Attachments: int
    Snippet: str


class Message(Headers):
    ReturnPath: str
    Date: datetime
    Text: str
    HTML: str
    Inline: list[Attachment]
    Attachments: list[Attachment]


def summary(identifier: str, content: bytes) -> Summary:
    """Read what the list shows of a mail."""
    mail = _parse(content)
    return Summary(
        **_headers(identifier, mail, len(content)),
        Read=False,
        Created=arrival(identifier),
        Attachments=len(list(mail.iter_attachments())),
        Snippet=" ".join(_body(mail, "plain").split())[:SNIPPET_LENGTH],
    )


def message(identifier: str, content: bytes) -> Message:
    """Read a whole mail."""
    mail = _parse(content)
    return Message(
        **_headers(identifier, mail, len(content)),
        ReturnPath=str(mail["Return-Path"]).strip("<>"),
        Date=arrival(identifier),
        Text=_body(mail, "plain"),
        HTML=_body(mail, "html"),
        Inline=[],
        Attachments=list(_attachments(mail)),
    )


def _parse(content: bytes) -> EmailMessage:
    return cast("EmailMessage", BytesParser(policy=Utf8Headers()).parsebytes(content))


def _headers(identifier: str, mail: EmailMessage, size: int) -> Headers:
    senders = _correspondents(mail, "From")
    named = {"to": _correspondents(mail, "To"), "cc": _correspondents(mail, "Cc")}
    shown = {person["Address"] for people in named.values() for person in people}
    return Headers(
        ID=identifier,
        MessageID=str(mail.get("Message-ID", "")).strip("<> "),
        From=senders[0] if senders else Correspondent(Name="", Address=""),
        To=named["to"],
        Cc=named["cc"],
        Bcc=[
            Correspondent(Name="", Address=address)
            for address in map(str, mail.get_all("Delivered-To", []))
            if address not in shown
        ],
        ReplyTo=_correspondents(mail, "Reply-To"),
        Subject=str(mail.get("Subject", "")),
        Username="",
        Tags=[],
        Size=size,
    )


def _correspondents(mail: EmailMessage, header: str) -> list[Correspondent]:
    return [
        Correspondent(Name=address.display_name, Address=address.addr_spec)
        for value in mail.get_all(header, [])
        for address in value.addresses
    ]


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except LookupError:  # a character set that nobody knows
        return bytes(part.get_payload(decode=True)).decode(errors="replace")


def _attachments(mail: EmailMessage) -> Iterator[Attachment]:
    for part in mail.iter_attachments():
        yield Attachment(
            FileName=part.get_filename() or "",
            ContentType=part.get_content_type(),
            Size=len(part.get_payload(decode=True) or b""),
        )
