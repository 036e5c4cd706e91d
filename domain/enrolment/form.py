"""The application form: its parts and fields by name, and what it is once it was understood."""

from dataclasses import dataclass
from enum import StrEnum

from domain.enrolment.stages import Part

TITLES = {
    Part.COMPANY: "企業情報",
    Part.JAN: "代表JAN",
    Part.WHOLESALER: "認証先卸情報",
    Part.MANAGER: "ID管理ユーザー情報",
}
"""The fieldsets, in the order of the form."""

PARTS = {
    Part.COMPANY: {
        "company_name": "企業名",
        "company_name_kana": "企業名カナ",
        "corporate_number": "法人番号",
        "postal_code": "郵便番号",
        "head_office": "本社所在地",
        "address": "住所",
        "telephone": "電話番号",
    },
    Part.JAN: {"jan_maker_code": "代表JANメーカーコード"},
    Part.WHOLESALER: {
        "wholesaler_id": "認証先卸企業名",
        "contact_department": "認証先卸部署名",
        "contact_name": "認証先卸担当者名",
        "contact_mail_address": "認証先卸担当者メールアドレス",
    },
    Part.MANAGER: {
        "manager_department": "部署名",
        "manager_name": "氏名",
        "manager_name_kana": "氏名カナ",
    },
}
"""Each field but the password with its label; the names are `ApplicationForm`'s."""

LABELS = {name: label for part in PARTS.values() for name, label in part.items()}


class Missing(StrEnum):
    """What keeps an applicant from filling in 認証先卸情報; the values are kept in the database."""

    WHOLESALER = "wholesaler"
    """It is not among those that the form offers."""

    CONTACT = "contact"
    """It is, and nobody there is known who could confirm the business."""


@dataclass(frozen=True)
class ApplicationForm:
    """One complete form; every value is in the canonical form of its `accept_*` rule.

    The password is not part of it: only its hash is kept, on the application, until the IDs
    are issued.
    """

    company_name: str
    company_name_kana: str
    corporate_number: str | None
    postal_code: str
    head_office: str
    address: str
    telephone: str
    jan_maker_code: str
    wholesaler_id: int
    contact_department: str
    contact_name: str
    contact_mail_address: str
    manager_department: str
    manager_name: str
    manager_name_kana: str
