"""What may be an applicant's address, and what it is warned of."""

from functools import partial

from domain.mail_addresses import (
    MailDomainClass,
    accept_mail_address,
    classify,
    likely_typo,
    mailbox_key,
)
from domain.text import InvalidInput
from web.forms import Form

_WARNINGS = {
    MailDomainClass.FREE: (
        "フリーメールアドレスには、ID、パスワードの再通知等のメールをお送りできません。"
        "可能であれば企業ドメインのメールアドレスを入力してください。"
        "このまま登録する場合は、もう一度「メールアドレス認証」を押してください。"
    ),
    MailDomainClass.CARRIER: (
        "携帯電話会社のメールアドレスには、ご案内のメールが届かないことがあります。"
        "可能であれば企業ドメインのメールアドレスを入力してください。"
        "このまま登録する場合は、もう一度「メールアドレス認証」を押してください。"
    ),
}


def understand_address(form: Form) -> str | None:
    """Return the address once it is right and every warning about it was seen.

    `confirmed` is the address that the warnings were shown for.
    """
    address = form.accept("mail_address", _accept_address, label="メールアドレス")
    form.accept(
        "mail_address_again", partial(_accept_again, first=address), label="確認用のメールアドレス"
    )
    if address is None or not form.ok:
        return None
    _warn(form, address)
    if form.warned and form.typed("confirmed") != address:
        form.replace("confirmed", address)
        return None
    return address


def _accept_address(text: str) -> str:
    address = accept_mail_address(text)
    # Some domains of slips are for sale as disposable ones; a slip is only warned of (ux 12).
    if classify(address) is MailDomainClass.DISPOSABLE and likely_typo(address) is None:
        raise InvalidInput(
            "使い捨てのメールアドレスは登録できません。現在使用しているメールアドレスを入力してください。"
        )
    return address


def _accept_again(text: str, *, first: str | None) -> None:
    if not text.strip():
        raise InvalidInput("入力してください。")
    if first is not None and mailbox_key(accept_mail_address(text)) != mailbox_key(first):
        raise InvalidInput("1つめと一致しません。2つの欄に同じメールアドレスを入力してください。")


def _warn(form: Form, address: str) -> None:
    meant = likely_typo(address)
    if meant is not None:
        form.add_warning(
            "mail_address",
            InvalidInput(
                "{meant} の入力間違いではありませんか。正しい場合は、"
                "もう一度「メールアドレス認証」を押してください。",
                meant=meant,
            ),
        )
    elif (kind := classify(address)) in _WARNINGS:
        form.add_warning("mail_address", _WARNINGS[kind])
