"""What a mail server's answer says without its words, which may repeat the address."""

import re

# A reply (RFC 5321, 4.2) and its enhanced code (RFC 3463); of anything else what happened instead.
_REPLY = re.compile(r"([245][0-9]{2})(?:[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.]))?(?![0-9])")
_ERROR = re.compile(r"([A-Z][A-Za-z]+):")


def code_of(answer: str) -> dict[str, str]:
    """For a log line: `code`, such as `550 5.1.1`; or `trouble`, the name of an error.

    `answer`: as `mail.smtp` gives it. Empty where there is neither.
    """
    reply = _REPLY.match(answer)
    if reply:
        return {"code": " ".join(filter(None, reply.groups()))}
    error = _ERROR.match(answer)
    return {"trouble": error[1]} if error else {}
