"""What administrators look into, and what goes back to the applicant; rows are only added."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from db.tables.companies import Company
from db.tables.enrolment import Application
from domain.lengths import LONGEST_EVIDENCE, LONGEST_MAIL_ADDRESS, LONGEST_REASON


class ScreeningFinding(Table, help_text="A reason to look at an application, with evidence."):
    id = BigSerial(primary_key=True, help_text="The order in which the rules found them.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about.",
    )
    revision = Integer(default=None, help_text="The revision of the form that was screened.")
    reason = Varchar(50, default=None, help_text="Which rule (domain/screening.py).")
    evidence = JSONB(default="{}", help_text="What matched, with what.")
    found_at = Timestamptz(help_text="When the form was screened.")


class Review(Table, help_text="One wait for an administrator."):
    id = BigSerial(primary_key=True, help_text="What commands and pages name it by.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about.",
    )
    revision = Integer(default=None, help_text="The revision of the form under review.")
    cause = Varchar(20, default=None, help_text="screening, no_trade (取引がない) or dispute.")
    opened_at = Timestamptz(help_text="Since when an administrator is needed.")

    review_cause_is_known = Check("cause IN ('screening', 'no_trade', 'dispute')")


class ReviewDecision(Table, help_text="What an administrator decided; evidence, never changed."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    review = ForeignKey(
        Review,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="The review it ends.",
    )
    choice = Varchar(10, default=None, help_text="clear, return or decline.")
    reason = Varchar(
        LONGEST_REASON, default=None, help_text="Why; the applicant reads it if not cleared."
    )
    parts = Array(
        base_column=Varchar(12), default=list, help_text="Parts of the form to be corrected."
    )
    decided_by = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="The administrator.")
    decided_at = Timestamptz(help_text="When it was decided.")

    review_decided_once = Unique([review])
    review_choice_is_known = Check("choice IN ('clear', 'return', 'decline')")
    review_decision_has_a_reason = Check("btrim(reason) <> ''")
    review_return_names_parts = Check("(choice = 'return') = (cardinality(parts) > 0)")


class ReturnNotice(Table, help_text="An application that its applicant has to correct."):
    id = BigSerial(primary_key=True, help_text="The order of the rounds.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about.",
    )
    revision = Integer(default=None, help_text="The revision of the form to be corrected.")
    cause = Varchar(15, default=None, help_text="returned, declined or undeliverable.")
    parts = Array(base_column=Varchar(12), default=list, help_text="What is open for correction.")
    reason = Varchar(LONGEST_REASON, default="", help_text="Why, as the applicant reads it.")
    made_at = Timestamptz(help_text="When it went back.")

    return_cause_is_known = Check("cause IN ('returned', 'declined', 'undeliverable')")
    return_names_parts = Check("cardinality(parts) > 0")


class Withdrawal(Table, help_text="「申請を取り下げる」; evidence, never changed."):
    application = ForeignKey(
        Application,
        primary_key=True,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 that was withdrawn.",
    )
    withdrawn_at = Timestamptz(help_text="When the applicant confirmed it.")


class Dispute(Table, help_text="「心当たりがない」: the mailbox did not decide that."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about.",
    )
    revision = Integer(default=None, help_text="The revision that was decided.")
    disputed_at = Timestamptz(help_text="When the owner of the mailbox said so.")
    settled_at = Timestamptz(
        null=True, default=None, help_text="When an administrator had dealt with it."
    )

    dispute_once_per_revision = Unique([application, revision])


class Revocation(Table, help_text="Somebody wants IDs ended that were issued wrongly (S27)."):
    id = BigSerial(primary_key=True, help_text="What mails and the audit log name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID that is to end.",
    )
    reason = Varchar(LONGEST_REASON, default=None, help_text="Why, in the words of who asked.")
    evidence = Varchar(LONGEST_EVIDENCE, default=None, help_text="What proves it.")
    asked_by = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="Who of the operator.")
    administrator = BigInt(default=0, help_text="The key of that person; 0: the command line.")
    asked_at = Timestamptz(help_text="When it was asked for.")
    decided_by = BigInt(default=0, help_text="The key of who agreed, or called it off.")
    outcome = Varchar(10, null=True, default=None, help_text="done or called_off.")
    closed_at = Timestamptz(null=True, default=None, help_text="When it was over; NULL: it is not.")

    revocation_outcome_is_known = Check("outcome IN ('done', 'called_off')")
    revocation_outcome_has_its_time = Check("(outcome IS NULL) = (closed_at IS NULL)")


class Due(Table, help_text="What falls due while an application waits; computed when it begins."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 that waits.",
    )
    purpose = Varchar(10, default=None, help_text="apply or approval: which link's wait.")
    generation = Integer(default=None, help_text="The link's generation; a newer one voids it.")
    kind = Varchar(10, default=None, help_text="reminder, resend, or alert (to administrators).")
    nth = Integer(default=None, help_text="1 for the first of its kind, then 2, 3 …")
    due_at = Timestamptz(help_text="When it is due, in business hours where it is a mail.")
    done_at = Timestamptz(null=True, default=None, help_text="When it was done or overtaken.")

    due_once = Unique([application, purpose, generation, kind, nth])
    due_kind_is_known = Check("kind IN ('reminder', 'resend', 'alert')")
