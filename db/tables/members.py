"""What members do with their accounts and their company: links, second factors, requests."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from db.tables.access import AccessChange
from db.tables.companies import Account, Company
from db.tables.enrolment import TermsVersion
from domain.lengths import (
    LONGEST_COMPANY_KANA,
    LONGEST_EVIDENCE,
    LONGEST_MAIL_ADDRESS,
    LONGEST_NAME,
    LONGEST_REASON,
)


class AccountLink(Table, help_text="A secret link in a mail to a member; only its hash is kept."):
    token_hash = Varchar(64, primary_key=True, default=None, help_text="SHA-256 of the token.")
    purpose = Varchar(10, default=None, help_text="What it opens (domain/tokens.py).")
    account = ForeignKey(
        Account,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Whom it was sent to.",
    )
    generation = Integer(default=None, help_text="1, 2, 3 …; the newest voids the older.")
    mail_address = Varchar(
        LONGEST_MAIL_ADDRESS,
        default="",
        help_text="The new address that it confirms; empty for other purposes.",
    )
    access_change = ForeignKey(
        AccessChange,
        null=True,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="The change that it confirms, agrees to or stops, if the operator asked for one.",
    )
    made_at = Timestamptz(help_text="When it was made.")
    expires_at = Timestamptz(help_text="When it stops working.")
    used_at = Timestamptz(null=True, default=None, help_text="When it did the one thing it is for.")
    revoked_at = Timestamptz(null=True, default=None, help_text="When somebody took it back.")
    salt = UUID(
        null=True, default=UUID4(), help_text="Random part of its token; NULL: made without one."
    )

    account_link_once_per_generation = Unique([purpose, account, generation])
    account_link_purpose_is_known = Check(
        "purpose IN ('invitation', 'password', 'address', 'access')"
    )
    account_link_generation_is_positive = Check("generation > 0")


class RestingNumber(Table, help_text="An アカウントID that was deleted; not given again yet."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID it belongs to.",
    )
    account_id = Varchar(3, default=None, help_text="アカウントID: 3 digits, 001 to 999.")
    deleted_at = Timestamptz(help_text="When the account was deleted.")
    free_from = Timestamptz(help_text="From when the number may be given again.")

    resting_number_once = Unique([company, account_id])


class AccountImport(Table, help_text="A CSV file of accounts, between its preview and its issue."):
    id = BigSerial(primary_key=True, help_text="What its pages name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID whose accounts they are to be.",
    )
    lines = JSONB(
        default="[]", help_text="Each line as typed; when done, those that were not issued."
    )
    unknown_columns = JSONB(default="[]", help_text="Names of columns that were passed over.")
    apostrophes = Varchar(
        4, default="", help_text="keep or drop them before cells; empty: not asked or answered."
    )
    made_at = Timestamptz(help_text="When the file was sent.")
    done_at = Timestamptz(null=True, default=None, help_text="When its accounts were issued.")
    process = Varchar(60, default="", help_text="Which process sends its invitations.")

    account_import_apostrophes_are_known = Check("apostrophes IN ('', 'keep', 'drop')")


class AccountBatch(Table, help_text="Many accounts to be changed at once, until it is done."):
    id = BigSerial(primary_key=True, help_text="What its pages name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID whose accounts they are.",
    )
    kind = Varchar(6, default=None, help_text="stop, delete or change.")
    lines = JSONB(default="[]", help_text="Each account that is asked for; emptied when done.")
    unknown_columns = JSONB(default="[]", help_text="Names of columns that were passed over.")
    made_at = Timestamptz(help_text="When it was asked for.")
    done_at = Timestamptz(null=True, default=None, help_text="When it was done.")
    accounts = Integer(default=0, help_text="To how many accounts it was done.")

    account_batch_kind_is_known = Check("kind IN ('stop', 'delete', 'change')")


class LoginRecord(Table, help_text="A login of an account, or a try that failed; its owner sees."):
    id = BigSerial(primary_key=True, help_text="The order of the tries.")
    account = ForeignKey(
        Account,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Whose login it was to be.",
    )
    at = Timestamptz(help_text="When it was.")
    outcome = Varchar(20, default=None, help_text="succeeded, or why it failed (login_records.py).")
    browser = Varchar(60, default="", help_text="Browser and system in a few words.")
    network = Varchar(45, default="", help_text="The network address it came from.")

    login_record_outcome_is_known = Check(
        "outcome IN ('succeeded', 'wrong_password', 'wrong_code', 'suspended')"
    )


class SecondFactor(Table, help_text="A code generator (TOTP) that belongs to a login (S21)."):
    owner = Varchar(40, primary_key=True, default=None, help_text="account:n or administrator:n.")
    secret = Text(default=None, help_text="The shared secret, encrypted under the server's key.")
    offered_at = Timestamptz(help_text="When the secret was shown.")
    confirmed_at = Timestamptz(
        null=True, default=None, help_text="When a first right code came; NULL guards nothing."
    )
    last_step = BigInt(
        default=0, help_text="The newest 30 s step whose code was used; older are refused."
    )


class RecoveryCode(Table, help_text="A code for a person who lost the code generator; one use."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    owner = Varchar(40, default=None, help_text="account:n or administrator:n.", index=True)
    code_hash = Varchar(64, default=None, help_text="SHA-256 of the code.")
    used_at = Timestamptz(null=True, default=None, help_text="When it was used.")

    recovery_code_once = Unique([owner, code_hash])


class LoginChallenge(Table, help_text="A right password that still needs a second factor."):
    token_hash = Varchar(
        64, primary_key=True, default=None, help_text="SHA-256 of the cookie's value."
    )
    owner = Varchar(40, default=None, help_text="account:n or administrator:n.")
    tries = Integer(default=0, help_text="Wrong codes so far.")
    made_at = Timestamptz(help_text="When the password was right; minutes later it is void.")


class CompanyChange(Table, help_text="A new name or JAN code that administrators decide about."):
    id = BigSerial(primary_key=True, help_text="What its pages and its workflow name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID it is about.",
    )
    name = Varchar(LONGEST_NAME, default=None, help_text="企業名 as it is to be.")
    name_kana = Varchar(LONGEST_COMPANY_KANA, default=None, help_text="企業名カナ as it is to be.")
    jan_maker_code = Varchar(10, null=True, default=None, help_text="代表JANメーカーコード to be.")
    reason = Varchar(LONGEST_REASON, default=None, help_text="Why, in an ID manager's words.")
    requested_by = Varchar(
        3, default=None, help_text="アカウントID of an ID manager; empty: by the operator."
    )
    requested_at = Timestamptz(help_text="When it was asked for.")
    choice = Varchar(
        10, null=True, default=None, help_text="approve, decline or withdraw; NULL: undecided."
    )
    decision_reason = Varchar(LONGEST_REASON, default="", help_text="Why; the ID managers read it.")
    decided_by = Varchar(
        LONGEST_MAIL_ADDRESS, default="", help_text="The administrator; empty when withdrawn."
    )
    decided_at = Timestamptz(null=True, default=None, help_text="When it was decided.")
    closed_at = Timestamptz(null=True, default=None, help_text="When all that follows was done.")

    company_change_choice_is_known = Check("choice IN ('approve', 'decline', 'withdraw')")
    company_change_decided_has_its_time = Check("(choice IS NULL) = (decided_at IS NULL)")
    company_change_jan_maker_code_is_7_9_or_10_digits = Check(
        "jan_maker_code ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'"
    )


class Cancellation(Table, help_text="解約: a company leaves the service, after a time to think."):
    id = BigSerial(primary_key=True, help_text="What its pages and its workflow name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID that leaves.",
    )
    reason = Varchar(
        LONGEST_REASON, default="", help_text="Why, in the words of 主担当; may be empty."
    )
    requested_by = Varchar(
        3, default=None, help_text="アカウントID of 主担当; empty: by the operator."
    )
    requested_at = Timestamptz(help_text="When it was asked for.")
    ends_at = Timestamptz(help_text="Until when it can be undone; then all accounts end.")
    kept_until = Timestamptz(
        null=True,
        default=None,
        help_text="When the company's data is deleted, as it was told; NULL: the setting says.",
    )
    undone_at = Timestamptz(null=True, default=None, help_text="When it was undone.")
    reminded_at = Timestamptz(null=True, default=None, help_text="When the reminder was queued.")
    ended_at = Timestamptz(null=True, default=None, help_text="When the accounts ended.")

    cancellation_ends_once = Check("undone_at IS NULL OR ended_at IS NULL")


class CancellationProposal(Table, help_text="A 解約 that a company asked the operator for."):
    id = BigSerial(primary_key=True, help_text="What the audit log names it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID that is to leave.",
    )
    reason = Varchar(LONGEST_REASON, default=None, help_text="Why, in the words of who began it.")
    evidence = Varchar(LONGEST_EVIDENCE, default=None, help_text="What proves that it was asked.")
    asked_by = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="Who of the operator.")
    administrator = BigInt(default=0, help_text="The key of that person.")
    asked_at = Timestamptz(help_text="When it was begun.")
    outcome = Varchar(10, null=True, default=None, help_text="agreed or called_off.")
    decided_by = BigInt(default=0, help_text="The key of who agreed, or called it off.")
    closed_at = Timestamptz(null=True, default=None, help_text="When that was; NULL: not yet.")

    cancellation_proposal_outcome_is_known = Check("outcome IN ('agreed', 'called_off')")
    cancellation_proposal_outcome_has_its_time = Check("(outcome IS NULL) = (closed_at IS NULL)")


class DeputyAppointment(Table, help_text="Somebody asked to be a deputy ID manager, and after."):
    id = BigSerial(primary_key=True, help_text="What its mails name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID it is about.",
    )
    account = ForeignKey(
        Account,
        null=True,
        default=None,
        on_delete=OnDelete.set_null,
        help_text="Who is asked; NULL once the account was deleted.",
    )
    account_id = Varchar(3, default=None, help_text="アカウントID of who is asked.")
    asked_by = Varchar(3, default=None, help_text="アカウントID of the ID manager who asks.")
    asked_at = Timestamptz(help_text="When it was asked for.")
    expires_at = Timestamptz(help_text="Until when the person may consent.")
    accepted_at = Timestamptz(
        null=True, default=None, help_text="When the person consented, and got the role."
    )
    ending = Varchar(
        10, null=True, default=None, help_text="How it ended (domain/companies/deputies.py)."
    )
    ended_by = Varchar(
        3, default="", help_text="アカウントID of who ended it; empty: nobody of the company."
    )
    closed_at = Timestamptz(null=True, default=None, help_text="When it ended; NULL: it did not.")

    deputy_appointment_ending_is_known = Check(
        "ending IN ('declined', 'withdrawn', 'lapsed', 'void', 'dismissed', 'resigned', 'stopped',"
        " 'operator', 'promoted')"
    )
    deputy_appointment_ending_has_its_time = Check("(ending IS NULL) = (closed_at IS NULL)")


class MemberConsent(Table, help_text="A member's consent to later terms; evidence, never changed."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID of the member.",
    )
    account_id = Varchar(3, default=None, help_text="アカウントID of the member.")
    terms_version = ForeignKey(
        TermsVersion,
        null=False,
        default=None,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
        help_text="The version that was shown.",
    )
    text_sha256 = Varchar(64, default=None, help_text="SHA-256 of the text that was shown.")
    consented_at = Timestamptz(help_text="When the box was ticked and sent.")

    member_consent_once = Unique([company, account_id, terms_version])
