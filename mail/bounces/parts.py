"""Takes apart a mail that anybody may have written; what it costs is bounded whatever is in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

MOST_BYTES = 1_000_000
"""What lies behind is never looked at; a report stands before the mail it returns."""

_MOST_PARTS = 20
_DEEPEST = 3  # a report; its text with a picture; that text beside its HTML
# Python knows charsets that fail or take for ever; all else is read well enough as UTF-8.
_JAPANESE_CHARSETS = {
    "iso-2022-jp": "iso2022_jp",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
}


@dataclass(frozen=True)
class MessagePart:
    """One part of a mail; a mail within the mail is one part, its text the whole of it."""

    content_type: str
    text: str


@dataclass(frozen=True)
class OpenedMail:
    """A mail's header and its parts, in order."""

    header: Message
    parts: tuple[MessagePart, ...]

    def field(self, name: str) -> str:
        """Return a header field on one line; empty when it is not there."""
        return " ".join(self.fields(name)[:1])

    def fields(self, name: str) -> list[str]:
        """Return all header fields of a name, each on one line."""
        return [" ".join(str(value).split()) for value in self.header.get_all(name, [])]


def open_mail(raw: bytes) -> OpenedMail:
    """Take a mail apart, as far as its first million bytes, 20 parts side by side and 3 levels.

    Never raises. Only headers go through the library's parser: for whole mails it recurses with
    every level and takes time that grows with the square of their size.
    """
    header = _parsed(raw[:MOST_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    return OpenedMail(header, tuple(_leaves(header, _DEEPEST)))


def decoded(content: bytes, charset: str) -> str:
    """Decode text by the name of its charset; never raises, U+FFFD stands for what cannot be."""
    return content.decode(_JAPANESE_CHARSETS.get(charset.lower(), "utf-8"), errors="replace")


def _parsed(piece: bytes) -> Message:
    return BytesHeaderParser().parsebytes(piece)


def _leaves(part: Message, depth: int) -> Iterator[MessagePart]:
    if part.get_content_maintype() != "multipart":
        yield MessagePart(part.get_content_type(), _text(part))
    elif depth:
        for piece in _pieces(part):
            yield from _leaves(_parsed(piece), depth - 1)


def _pieces(part: Message) -> list[bytes]:
    boundary = re.escape(_parameter(part, "boundary").encode())
    delimiter = re.compile(rb"^--" + boundary + rb"(?:--)?[ \t]*(?:\n|\Z)", re.MULTILINE)
    return delimiter.split(_content(part), _MOST_PARTS)[1:]


def _text(part: Message) -> str:
    return decoded(_content(part), _parameter(part, "charset")).replace("\r\n", "\n")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _parameter(part: Message, name: str) -> str:
    """Find a parameter of the Content-Type, at most 200 characters (RFC 2046 allows 70)."""
    written = re.compile(rf'\b{name}\s*=\s*(?:"([^"]{{1,200}})"|([^\s;"]{{1,200}}))', re.IGNORECASE)
    found = written.search(str(part.get("Content-Type", "")))
    return (found[1] or found[2]) if found else ""
