"""The fields of 「加入申請情報登録」: one place that says how each is understood."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from db.enrolment.wholesalers import Wholesaler
from domain.company_names import accept_company_name
from domain.enrolment.form import LABELS, PARTS, ApplicationForm
from domain.enrolment.stages import Part
from domain.identifiers import accept_corporate_number
from domain.jan_codes import WholeCodePasted, accept_jan_maker_code
from domain.mail_addresses import accept_mail_address, likely_typo, mailbox_key
from domain.places import OVERSEAS, accept_head_office, accept_postal_code
from domain.telephones import accept_telephone
from domain.text import InvalidInput, accept_kana, accept_line, trim
from web.forms import Form, optional

Rule = Callable[[str], Any]


def understand(
    form: Form, applicant: str, wholesalers: Sequence[Wholesaler]
) -> ApplicationForm | None:
    """Understand every field, noting all errors; None when there is any.

    `applicant` is the applicant's own address, which cannot be the contact's (S23).
    """
    rules = _rules(form, applicant, wholesalers)
    return form.complete(
        lambda take: ApplicationForm(
            **{name: take(name, rules[name], label) for name, label in LABELS.items()}
        )
    )


def understand_parts(
    form: Form,
    parts: Iterable[Part],
    known: ApplicationForm,
    applicant: str,
    wholesalers: Sequence[Wholesaler],
) -> ApplicationForm | None:
    """Understand the fields of some parts, as `understand` does; the others stay as known."""
    rules = _rules(form, applicant, wholesalers)
    labels = {name: label for part in parts for name, label in PARTS[part].items()}
    return form.complete(
        lambda take: replace(
            known, **{name: take(name, rules[name], label) for name, label in labels.items()}
        )
    )


def typed_from(known: ApplicationForm) -> dict[str, str]:
    """What somebody would have to type for what is known."""
    values = {name: getattr(known, name) for name in LABELS}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def fingerprint(form: ApplicationForm) -> str:
    """What tells whether a form is still the one that the check page showed."""
    return hashlib.sha256(repr(form).encode("utf-8", "surrogatepass")).hexdigest()


def shown_revision(form: Form, name: str = "revision") -> int:
    """The revision that a form was shown for, so that nobody acts on another one unseen.

    0, which no form has, for whatever we did not write into its hidden field of that name.
    """
    text = form.typed(name)
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def take_candidate(form: Form) -> None:
    """Show the maker code that was chosen from a pasted whole code as if it had been typed."""
    if form.typed("jan_candidate"):
        form.replace("jan_maker_code", form.typed("jan_candidate"))


def jan_candidates(form: Form) -> list[tuple[str, str, None]]:
    """The maker codes that a pasted whole code may contain, as components.html offers them."""
    refusal = form.refusal("jan_maker_code")
    candidates = refusal.candidates if isinstance(refusal, WholeCodePasted) else ()
    return [(code, code, None) for code in candidates]


def office_rules(form: Form) -> dict[str, Callable[[str], str]]:
    """How the fields of a head office are understood; abroad, two of them differ."""
    overseas = form.typed("head_office") == OVERSEAS
    return {
        "postal_code": partial(accept_postal_code, overseas=overseas),
        "head_office": accept_head_office,
        "address": partial(accept_line, most=200),
        "telephone": partial(accept_telephone, overseas=overseas),
    }


def _rules(form: Form, applicant: str, wholesalers: Sequence[Wholesaler]) -> dict[str, Rule]:
    short_line = partial(accept_line, most=100)
    return {
        **office_rules(form),
        "telephone": _or_empty(office_rules(form)["telephone"]),
        "company_name": accept_company_name,
        "company_name_kana": partial(accept_kana, most=200),
        "corporate_number": optional(accept_corporate_number),
        "jan_maker_code": accept_jan_maker_code,
        "wholesaler_id": partial(_accept_wholesaler, wholesalers=wholesalers),
        "contact_department": short_line,
        "contact_name": short_line,
        "contact_mail_address": partial(_accept_contact, form=form, applicant=applicant),
        "manager_department": _or_empty(short_line),
        "manager_name": short_line,
        "manager_name_kana": _or_empty(partial(accept_kana, most=100)),
    }


def _or_empty(rule: Callable[[str], str]) -> Callable[[str], str]:
    """The rule of a field that may stay empty."""
    return lambda text: rule(text) if trim(text) else ""


def _accept_wholesaler(text: str, *, wholesalers: Sequence[Wholesaler]) -> int:
    for wholesaler in wholesalers:
        if text == str(wholesaler.id):
            return wholesaler.id
    raise InvalidInput("お取引のある卸売業を選択してください。")


def _accept_contact(text: str, *, form: Form, applicant: str) -> str:
    address = accept_mail_address(text)
    if mailbox_key(address) == mailbox_key(applicant):
        raise InvalidInput(
            "申請者と同じメールアドレスです。卸担当者のメールアドレスを入力してください。"
        )
    if meant := likely_typo(address):
        form.add_warning(
            "contact_mail_address",
            InvalidInput(
                "{meant} の入力間違いではありませんか。正しい場合は、このままお進みください。",
                meant=meant,
            ),
        )
    return address
