"""The form for the person whom an account is for: new, or changed."""

from collections.abc import Sequence

from db.members.account_list import AccountDetails, accounts_with
from domain.mail_addresses import MailDomainClass, classify, likely_typo
from domain.new_account import LABELS, RULES, NewAccount
from domain.text import InvalidInput
from web.forms import Form, Message

_NO_RECOVERY = {MailDomainClass.FREE, MailDomainClass.CARRIER, MailDomainClass.DISPOSABLE}


def filled_in(account: AccountDetails) -> Form:
    """The form as it is before somebody changes it."""
    known = {name: getattr(account, name) for name in LABELS}
    return Form(known | {"confirmed": account.mail_address})


async def understand_person(form: Form, company_id: str) -> NewAccount | None:
    """Understand every field, noting all errors; None also while a warning was not seen yet.

    `confirmed` is the address that the warnings were shown for.
    """
    person = _accept(form, {})
    if person is None or form.typed("confirmed") == person.mail_address:
        return person
    warning = _warning(person.mail_address, await accounts_with(company_id, person.mail_address))
    if warning is None:
        return person
    form.add_warning("mail_address", warning)
    form.replace("confirmed", person.mail_address)
    return None


def understand_own(form: Form, account: AccountDetails) -> NewAccount | None:
    """Understand the fields but for the address, which its owner changes at 「登録情報」 (S22)."""
    return _accept(form, {"mail_address": account.mail_address})


def _accept(form: Form, known: dict[str, str]) -> NewAccount | None:
    accepted = {
        name: form.accept(name, rule, label=LABELS[name])
        for name, rule in RULES.items()
        if name not in known
    }
    return NewAccount(**known, **accepted) if form.ok else None  # type: ignore[arg-type]  # without errors there is no None


def _warning(address: str, others: Sequence[str]) -> Message | None:
    """What may be a mistake; pressing the button again goes on with it (ux 12)."""
    meant = likely_typo(address)
    if meant is not None:
        return InvalidInput(
            "{meant} の入力間違いではありませんか。正しい場合は、もう一度ボタンを押してください。",
            meant=meant,
        )
    if others:
        return InvalidInput(
            "アカウント{account_id}と同じメールアドレスです。"
            "このまま登録する場合は、もう一度ボタンを押してください。",
            account_id=others[0],
        )
    if classify(address) in _NO_RECOVERY:
        return (
            "フリーメールや携帯電話会社のメールアドレスには、"
            "ご本人がID、パスワードを忘れたときの再通知をお送りできません。"
            "このまま登録する場合は、もう一度ボタンを押してください。"
        )
    return None
