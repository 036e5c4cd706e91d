"""What a mail said, for those who run the service: its text without the secrets in its links."""

import re
from email import message_from_bytes, policy

from db.mailing.mails import Said
from domain.tokens import Purpose

VOIDED = "（リンクは無効にしてあります）"

# A secret stands in the path after what its link is for; whatever is as long as one goes too.
_LINK = re.compile(rf"(?<=/)({'|'.join(Purpose)})/[A-Za-z0-9_.~%-]+")
_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


def said_by(content: bytes) -> Said:
    """What a mail says, by its bytes as they are sent: subject and plain text."""
    message = message_from_bytes(content, policy=policy.default)
    text = message.get_body(("plain",))
    body = text.get_content().replace("\r\n", "\n") if text is not None else ""
    return Said(_without_tokens(str(message["Subject"])), _without_tokens(body))


def _without_tokens(text: str) -> str:
    return _TOKEN.sub(VOIDED, _LINK.sub(rf"\1/{VOIDED}", text))
