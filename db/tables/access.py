"""What the operator asks to be changed about who gets into a company."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    OnDelete,
    OnUpdate,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check
from piccolo.table import Table

from db.tables.companies import Account, Company
from domain.lengths import LONGEST_EVIDENCE, LONGEST_MAIL_ADDRESS, LONGEST_REASON


class AccessChange(Table, help_text="What the operator wants to change about who gets in (S48)."):
    id = BigSerial(primary_key=True, help_text="What its pages and its workflow name it by.")
    company = ForeignKey(
        Company,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID that it is about.",
    )
    account = ForeignKey(
        Account,
        null=True,
        default=None,
        on_delete=OnDelete.set_null,
        help_text="Whose account; of another ID manager, the present one's; NULL where nobody is.",
    )
    act = Varchar(15, default=None, help_text="address, second_factor or manager.")
    role_then = Varchar(10, default=None, help_text="The account's role when it was asked for.")
    address_then = Varchar(
        LONGEST_MAIL_ADDRESS,
        default="",
        help_text="The account's mail address then, where it was told of it.",
    )
    wanted = JSONB(
        default="{}", help_text="What is to be: a mail address, an アカウントID or a new person."
    )
    reason = Varchar(
        LONGEST_REASON, default=None, help_text="Why, in the words of who asked for it."
    )
    evidence = Varchar(
        LONGEST_EVIDENCE, default="", help_text="What proves it; empty where none is needed."
    )
    asked_by = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="Who of the operator, as typed or logged in."
    )
    administrator = BigInt(default=0, help_text="The key of that person; 0: the command line.")
    asked_at = Timestamptz(help_text="When it was asked for.")
    due_at = Timestamptz(
        help_text="When the wait ends, if the mails that tell of it leave in time."
    )
    confirms = Boolean(default=False, help_text="Whether the new mailbox has to confirm it.")
    confirmed_at = Timestamptz(null=True, default=None, help_text="When the new mailbox did.")
    agreed_at = Timestamptz(null=True, default=None, help_text="When the account's mailbox agreed.")
    seconded_by = BigInt(default=0, help_text="The key of the other administrator who agreed.")
    seconded_at = Timestamptz(null=True, default=None, help_text="When that was.")
    outcome = Varchar(
        10, null=True, default=None, help_text="done, stopped, called_off, lapsed, outdated."
    )
    closed_at = Timestamptz(null=True, default=None, help_text="When it was over; NULL: it is not.")

    access_change_act_is_known = Check("act IN ('address', 'second_factor', 'manager')")
    access_change_outcome_is_known = Check(
        "outcome IN ('done', 'stopped', 'called_off', 'lapsed', 'outdated')"
    )
    access_change_outcome_has_its_time = Check("(outcome IS NULL) = (closed_at IS NULL)")
