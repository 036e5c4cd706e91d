"""What of an application its wholesaler's contact is shown, in mails and on the page alike.

The terms of use list it (article 4), so whatever is added here needs a new version of them.
"""

from dataclasses import dataclass
from datetime import datetime

LABELS = {
    "company_name": "企業名",
    "company_name_kana": "企業名カナ",
    "corporate_number": "法人番号",
    "head_office": "本社所在地",
    "jan_maker_code": "代表JANメーカーコード",
    "applicant": "申請者",
    "mail_domain": "申請者のメールドメイン",
    "application_number": "受付番号",
    "submitted_at": "申請日時",
}
"""Every field of `Disclosed` by its label, in the order in which it is shown."""

NOT_GIVEN = "記入なし"
"""Of a 法人番号 that the applicant left empty."""


@dataclass(frozen=True)
class Disclosed:
    """Who asks to be vouched for.

    `applicant`: department and name of the ID manager to be. `mail_domain`: of the applicant's
    proved address, with `@`; what stands before it is not shown.
    """

    company_name: str
    company_name_kana: str
    corporate_number: str
    head_office: str
    jan_maker_code: str
    applicant: str
    mail_domain: str
    application_number: str
    submitted_at: datetime
