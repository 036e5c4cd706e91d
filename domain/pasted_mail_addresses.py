"""Mail addresses as people paste them: the address in it, and what is wrong if there is none."""

import re
import unicodedata
from urllib.parse import unquote

from domain.lengths import LONGEST_MAIL_ADDRESS
from domain.text import InvalidInput, trim, without_unseen

# An address with the name of its owner is longer; what is longer still is not even normalised.
_MOST_PASTED = 1000

_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")
_WITH_COMMENT = re.compile(r"([^()\s]+@[^()\s]+)[ ]*\([^()]*\)")
_MAILTO = re.compile("mailto:", re.IGNORECASE)
_AROUND_AT = re.compile("[ \t]*@[ \t]*")
_AFTER_IT = " .,;。、"
_BETWEEN_ADDRESSES = re.compile(r"[\s,;:/、。<>]+|および|又は|または|と")
# A 。 between Latin letters was meant as a dot.
_OF_A_SENTENCE = re.compile(r"[\s、]|。(?![0-9A-Za-z])")
_LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1


def bare_address(text: str) -> str:
    """Return what is pasted without what stands around an address, in half width.

    That is a name before `<…>`, `mailto:` of a link, a comment in brackets, spaces around `@`, what
    ends a sentence, and what nobody sees. All other text stays for the caller to refuse. Raises
    `InvalidInput` for far too much.
    """
    if len(text) > _MOST_PASTED:
        raise too_long()
    address = trim(unicodedata.normalize("NFKC", without_unseen(text))).rstrip(_AFTER_IT)
    for wrapped in (_IN_BRACKETS, _WITH_COMMENT):
        if found := wrapped.fullmatch(address):
            address = found[1].strip(" ")
    if _MAILTO.match(address):
        address = unquote(address[len("mailto:") :].partition("?")[0])
    if not address.startswith('"'):
        address = _AROUND_AT.sub("@", address)
    return address.rstrip(_AFTER_IT)


def refuse_no_address(address: str) -> None:
    """Raise `InvalidInput` that says what is wrong, unless there is one thing on each side of `@`.

    Takes what `bare_address` gave.
    """
    if not address:
        raise InvalidInput("入力してください。")
    if not address.startswith('"'):
        _refuse_other_text(address)
    if len(address) > LONGEST_MAIL_ADDRESS:
        raise too_long()
    local_part, _, domain = address.rpartition("@")
    if not local_part or not domain:
        raise InvalidInput(
            "「@」の前と後ろの両方を、「name@example.co.jp」のように入力してください。"
        )
    if len(local_part) > _LONGEST_LOCAL_PART:
        raise InvalidInput(
            "「@」より前が長すぎます（{most}文字まで）。メールアドレスをご確認ください。",
            most=_LONGEST_LOCAL_PART,
        )


def too_long() -> InvalidInput:
    """Make the refusal of more than RFC 5321 lets an address have."""
    return InvalidInput(
        "メールアドレスは{most}文字以内で入力してください。", most=LONGEST_MAIL_ADDRESS
    )


def _refuse_other_text(address: str) -> None:
    if "@" not in address:
        raise _without_at_sign(address)
    pieces = _BETWEEN_ADDRESSES.split(address)
    if sum(1 for piece in pieces if re.fullmatch("[^@]+@[^@]+", piece)) > 1:
        raise InvalidInput("メールアドレスが2つ以上入力されています。1つだけ入力してください。")
    if _OF_A_SENTENCE.search(address):
        raise InvalidInput(
            "メールアドレスのほかに、言葉や空白が入っています。"
            "「name@example.co.jp」のように、メールアドレスだけを入力してください。"
        )
    if address.count("@") > 1:
        raise InvalidInput(
            "「@」が2つ以上あります。「name@example.co.jp」のように入力してください。"
        )


def _without_at_sign(address: str) -> InvalidInput:
    if address.isascii() and " " not in address:
        return InvalidInput(
            "「@」がありません。「name@example.co.jp」のように、@とその後ろまで入力してください。"
        )
    return InvalidInput(
        "メールアドレスではなく、言葉や名前が入力されているようです。"
        "「name@example.co.jp」のように入力してください。"
    )
