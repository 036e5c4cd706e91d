"""Companies that have their IDs, and the accounts of the people in them."""

from piccolo.columns import (
    BigSerial,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from domain.lengths import LONGEST_ADDRESS, LONGEST_COMPANY_KANA, LONGEST_MAIL_ADDRESS, LONGEST_NAME


class Company(Table, help_text="A company that holds a company ID (企業ID)."):
    company_id = Varchar(
        8, primary_key=True, default=None, help_text="企業ID: 8 digits, the last a check digit."
    )
    name = Varchar(LONGEST_NAME, default=None, help_text="企業名 with its legal form, as typed.")
    name_kana = Varchar(
        LONGEST_COMPANY_KANA, default="", help_text="企業名カナ, full-width; empty if unknown."
    )
    search_key = Varchar(
        200, default=None, help_text="The name as company_names.search_key folds it."
    )
    loose_search_key = Varchar(
        200, default=None, help_text="The name as company_names.loose_search_key folds it."
    )
    corporate_number = Varchar(
        13, null=True, default=None, help_text="法人番号, 13 digits; sole traders have none."
    )
    head_office = Varchar(4, default=None, help_text="本社所在地: one of 47 prefectures, or 国外.")
    postal_code = Varchar(16, default="", help_text="郵便番号; empty if unknown.")
    address = Varchar(
        LONGEST_ADDRESS, default="", help_text="住所 after the prefecture; empty if unknown."
    )
    telephone = Varchar(24, default="", help_text="電話番号; empty if unknown.")
    jan_maker_code = Varchar(
        10, null=True, default=None, help_text="代表JANメーカーコード: 7, 9 or 10 digits."
    )
    application_number = Varchar(
        15,
        null=True,
        default=None,
        help_text="受付番号 that led to this company; NULL for companies taken over.",
    )
    enrolled_at = Timestamptz(help_text="When the company ID was issued.")
    suspended_at = Timestamptz(
        null=True, default=None, help_text="Since when nobody may log in; NULL: people may."
    )
    ended_at = Timestamptz(
        null=True, default=None, help_text="When it left the service (解約); NULL: it is a member."
    )

    company_id_is_8_digits = Check("company_id ~ '^[0-9]{8}$'")
    company_corporate_number_is_13_digits = Check("corporate_number ~ '^[1-9][0-9]{12}$'")
    company_jan_maker_code_is_7_9_or_10_digits = Check(
        "jan_maker_code ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'"
    )
    company_has_a_name = Check("name <> '' AND search_key <> '' AND loose_search_key <> ''")
    company_once_per_application = Unique([application_number])


class CompanyKey(Table, help_text="What a company is found by; the database itself writes it."):
    id = BigSerial(primary_key=True, help_text="Older companies have lower ones.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID of the company.",
    )
    key = Text(default=None, help_text="widest_key of a name it has or had, or reading_key.")

    company_key_says_something = Check("key <> ''")
    company_key_once = Unique([company, key])


class Account(Table, help_text="One person's way in (アカウントID), 001 to 999 in a company."):
    id = BigSerial(primary_key=True, help_text="For foreign keys only; people use the IDs.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
        help_text="企業ID that the account belongs to.",
    )
    account_id = Varchar(3, default=None, help_text="アカウントID: 3 digits, 001 to 999.")
    role = Varchar(
        10, default=None, help_text="id_manager (主担当), deputy (副担当) or user (利用者)."
    )
    state = Varchar(
        10,
        default="active",
        help_text="invited (has no password yet), active, or stopped (may not log in).",
    )
    department = Varchar(LONGEST_NAME, default="", help_text="部署名 of the person.")
    person_name = Varchar(LONGEST_NAME, default=None, help_text="氏名 of the person.")
    person_name_kana = Varchar(LONGEST_NAME, default="", help_text="氏名カナ of the person.")
    mail_address = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="Where this person's mails go."
    )
    mail_bounced_at = Timestamptz(
        null=True, default=None, help_text="When a mail to this address came back; NULL: none did."
    )
    password_hash = Text(null=True, default=None, help_text="Argon2id; NULL until one is set.")
    created_at = Timestamptz(help_text="When the account ID was issued.")
    last_login_at = Timestamptz(
        null=True, default=None, help_text="When the person last logged in; NULL before the first."
    )

    account_id_is_001_to_999 = Check("account_id ~ '^[0-9]{3}$' AND account_id <> '000'")
    account_role_is_known = Check("role IN ('id_manager', 'deputy', 'user')")
    account_state_is_known = Check("state IN ('invited', 'active', 'stopped')")
    account_once_in_company = Unique([company, account_id])


class LoginSession(Table, help_text="A member who is logged in (security.md S16, S17)."):
    token_hash = Varchar(
        64, primary_key=True, default=None, help_text="SHA-256 of the cookie's value."
    )
    account = ForeignKey(
        Account,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Who is logged in.",
    )
    created_at = Timestamptz(help_text="When the person logged in; the absolute limit counts on.")
    last_seen_at = Timestamptz(help_text="The latest request; the idle limit counts from here.")
    browser = Varchar(60, default="", help_text="Browser and system in a few words.")
    network = Varchar(45, default="", help_text="The network address of the login.")


class Throttle(Table, help_text="How often something was tried in one window of time."):
    bucket = Varchar(
        100, primary_key=True, default=None, help_text="What is counted, hashed where personal."
    )
    window_started_at = Timestamptz(help_text="When the present window began.")
    tries = Integer(default=0, help_text="Tries in the present window.")
    number = BigSerial(help_text="What the console names it by: the bucket could be guessed at.")
    most = Integer(default=0, help_text="How many tries one window allows.")
    window_ends_at = Timestamptz(null=True, default=None, help_text="When the window ends.")
    shown = Varchar(
        60, default="", help_text="Whom it is about, if that is a network or an ID: as it is shown."
    )
