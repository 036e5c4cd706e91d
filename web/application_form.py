"""The fields of 「加入申請情報登録」: one place that says how each is understood."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from db.wholesalers import Wholesaler
from domain.company_names import accept_company_name
from domain.enrolment.form import LABELS, PARTS, ApplicationForm
from domain.enrolment.stages import Part
from domain.identifiers import accept_corporate_number
from domain.jan_codes import accept_jan_maker_code
from domain.mail_addresses import accept_mail_address, likely_typo, mailbox_key
from domain.places import OVERSEAS, accept_head_office, accept_postal_code, accept_telephone
from domain.text import InvalidInput, accept_kana, accept_line
from web.forms import Form

Rule = Callable[[str], object]


def understand(
    form: Form, applicant: str, wholesalers: Sequence[Wholesaler]
) -> ApplicationForm | None:
    """Understand every field, noting all errors; None when there is any.

    `applicant` is the applicant's own address, which cannot be the contact's (S23).
    """
    accepted = _accept(form, LABELS, applicant, wholesalers)
    return ApplicationForm(**accepted) if form.ok else None  # type: ignore[arg-type]  # each rule gives its field's type


def understand_parts(
    form: Form,
    parts: Iterable[Part],
    known: ApplicationForm,
    applicant: str,
    wholesalers: Sequence[Wholesaler],
) -> ApplicationForm | None:
    """Understand the fields of some parts, as `understand` does; the others stay as known."""
    names = [name for part in parts for name in PARTS[part]]
    accepted = _accept(form, names, applicant, wholesalers)
    return replace(known, **accepted) if form.ok else None  # type: ignore[arg-type]  # each rule gives its field's type


def typed_from(known: ApplicationForm) -> dict[str, str]:
    """What somebody would have to type for what is known."""
    values = {name: getattr(known, name) for name in LABELS}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def fingerprint(form: ApplicationForm) -> str:
    """What tells whether a form is still the one that the check page showed."""
    return hashlib.sha256(repr(form).encode("utf-8", "surrogatepass")).hexdigest()


def _accept(
    form: Form, names: Iterable[str], applicant: str, wholesalers: Sequence[Wholesaler]
) -> dict[str, object]:
    rules = _rules(form, applicant, wholesalers)
    accepted = {name: form.accept(name, rules[name], label=LABELS[name]) for name in names}
    _warn_of_typo(form, accepted.get("contact_mail_address"))
    return accepted


def _rules(form: Form, applicant: str, wholesalers: Sequence[Wholesaler]) -> dict[str, Rule]:
    overseas = form.typed("head_office") == OVERSEAS
    short_line = partial(accept_line, most=100)
    return {
        "company_name": accept_company_name,
        "company_name_kana": partial(accept_kana, most=200),
        "corporate_number": _accept_optional_corporate_number,
        "postal_code": partial(accept_postal_code, overseas=overseas),
        "head_office": accept_head_office,
        "address": partial(accept_line, most=200),
        "telephone": partial(accept_telephone, overseas=overseas),
        "jan_maker_code": accept_jan_maker_code,
        "wholesaler_id": partial(_accept_wholesaler, wholesalers=wholesalers),
        "contact_department": short_line,
        "contact_name": short_line,
        "contact_mail_address": partial(_accept_contact, applicant=applicant),
        "manager_department": short_line,
        "manager_name": short_line,
        "manager_name_kana": partial(accept_kana, most=100),
    }


def _accept_optional_corporate_number(text: str) -> str | None:
    return accept_corporate_number(text) if text.strip() else None


def _accept_wholesaler(text: str, *, wholesalers: Sequence[Wholesaler]) -> int:
    for wholesaler in wholesalers:
        if text == str(wholesaler.id):
            return wholesaler.id
    raise InvalidInput("お取引のある卸売業を選択してください。")


def _accept_contact(text: str, *, applicant: str) -> str:
    address = accept_mail_address(text)
    if mailbox_key(address) == mailbox_key(applicant):
        raise InvalidInput(
            "申請者と同じメールアドレスです。お取引のある卸売業の担当者のメールアドレスを入力してください。"
        )
    return address


def _warn_of_typo(form: Form, address: object) -> None:
    meant = likely_typo(address) if isinstance(address, str) else None
    if meant is not None:
        form.add_warning(
            "contact_mail_address",
            InvalidInput(
                "{meant} の入力間違いではありませんか。正しい場合は、このままお進みください。",
                meant=meant,
            ),
        )
