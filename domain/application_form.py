"""The application form as it is once every field has been understood (product.md, step 7)."""

from dataclasses import dataclass


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
