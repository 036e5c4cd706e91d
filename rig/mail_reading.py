"""A mail as its receiver's program shows it: its parts, their words, what can be clicked."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def message_id_of(message: EmailMessage) -> str:
    """Give its Message-ID, which has a line of its own, indented, where it is long."""
    return str(message["Message-ID"]).strip()


def text_of(message: EmailMessage) -> str:
    return _part(message, "plain")


def html_of(message: EmailMessage) -> str:
    return _part(message, "html")


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def words_of_text(text: str) -> str:
    """The words alone: no white space, and none of the signs that stand for headings and such."""
    return _without_space(re.sub("^(■|▼|> |-{3,})", "", text, flags=re.MULTILINE))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            self.words.append(data)


def words_of_html(html: str) -> str:
    return _without_space("".join(_read(html).words))


def links_of_html(html: str) -> list[str]:
    """Everything that can be clicked or is loaded."""
    return _read(html).links


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _without_space(text: str) -> str:
    return "".join(text.split())
