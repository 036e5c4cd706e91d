"""Those who run the service: administrators, what they took in hand, their notes and replies."""

from piccolo.columns import (
    JSONB,
    BigSerial,
    Boolean,
    ForeignKey,
    OnDelete,
    OnUpdate,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from db.tables.companies import Company
from db.tables.enrolment import Application
from domain.lengths import LONGEST_MAIL_ADDRESS, LONGEST_NAME, LONGEST_NOTE, LONGEST_REASON


class Administrator(Table, help_text="A person of the console; logs in by mail address."):
    id = BigSerial(primary_key=True, help_text="For foreign keys and the second factor's owner.")
    mail_address = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="The login, lower case.")
    person_name = Varchar(
        LONGEST_NAME, default=None, help_text="氏名, as notes and the queue show it."
    )
    role = Varchar(15, default=None, help_text="viewer, helpdesk or administrator.")
    state = Varchar(10, default="active", help_text="active, or stopped (may not log in).")
    password_hash = Text(null=True, default=None, help_text="Argon2id; NULL until one is set.")
    password_is_first = Boolean(
        default=True, help_text="Somebody else knows it; to be changed at the first login."
    )
    created_at = Timestamptz(help_text="When the person was made an administrator.")
    last_login_at = Timestamptz(null=True, default=None, help_text="When last logged in.")

    administrator_once = Unique([mail_address])
    administrator_role_is_known = Check("role IN ('viewer', 'helpdesk', 'administrator')")
    administrator_state_is_known = Check("state IN ('active', 'stopped')")


class AdministratorSession(Table, help_text="An administrator who is logged in (S16, S17)."):
    token_hash = Varchar(
        64, primary_key=True, default=None, help_text="SHA-256 of the cookie's value."
    )
    administrator = ForeignKey(
        Administrator,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Who is logged in.",
    )
    created_at = Timestamptz(help_text="When the person logged in; the absolute limit counts on.")
    last_seen_at = Timestamptz(help_text="The latest request; the idle limit counts from here.")


class CaseInHand(Table, help_text="Who took a case of the queue in hand, so that no two do."):
    subject = Varchar(
        40, primary_key=True, default=None, help_text="review:n, change:n or mail's process."
    )
    administrator = ForeignKey(
        Administrator,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Who took it.",
    )
    taken_at = Timestamptz(help_text="When it was taken.")


class Note(Table, help_text="What an administrator wrote down; only administrators read it."):
    id = BigSerial(primary_key=True, help_text="The order of the notes.")
    application = ForeignKey(
        Application,
        null=True,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about, if any.",
    )
    company = ForeignKey(
        Company,
        null=True,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID it is about, if any.",
    )
    text = Varchar(LONGEST_NOTE, default=None, help_text="The note.")
    written_by = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="The administrator.")
    written_at = Timestamptz(help_text="When it was written.")

    note_is_about_one_thing = Check("(application IS NULL) <> (company IS NULL)")
    note_has_a_text = Check("btrim(text) <> ''")


class SavedReply(Table, help_text="A reason that is given often, to be put into a form."):
    id = BigSerial(primary_key=True, help_text="What forms name it by.")
    title = Varchar(LONGEST_NAME, default=None, help_text="What the list shows.")
    text = Varchar(LONGEST_REASON, default=None, help_text="What is put into the reason.")
    changed_by = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="The administrator who wrote it last."
    )
    changed_at = Timestamptz(help_text="When it was written last.")

    saved_reply_once = Unique([title])
    saved_reply_has_a_text = Check("btrim(title) <> '' AND btrim(text) <> ''")


class SavedFilter(Table, help_text="What a person asks of a list of the console."):
    id = BigSerial(primary_key=True, help_text="What addresses name it by.")
    administrator = ForeignKey(
        Administrator,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Whose it is; nobody else sees it.",
    )
    list = Varchar(60, default=None, help_text="The path of the list.")
    name = Varchar(
        LONGEST_NAME, default="", help_text="What the person calls it; empty: words of a search."
    )
    asked = JSONB(default="{}", help_text="Field to text, as typed; may name people.")
    saved_at = Timestamptz(help_text="When it was saved last; one without a name lasts a day.")


class ConsoleAct(Table, help_text="What an administrator did and why; goes with what it is about."):
    id = BigSerial(primary_key=True, help_text="The order of the acts.")
    at = Timestamptz(help_text="When it was done.")
    tag = Varchar(60, default=None, help_text="As in the audit log, which outlives this row.")
    done_by = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="The administrator, or the command line."
    )
    application = ForeignKey(
        Application,
        null=True,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 concerned, if any.",
    )
    company = ForeignKey(
        Company,
        null=True,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="企業ID concerned, if any.",
    )
    account_id = Varchar(3, null=True, default=None, help_text="アカウントID concerned, if any.")
    reason = Varchar(LONGEST_REASON, default=None, help_text="Why, in the administrator's words.")
    before = JSONB(default="{}", help_text="What it was, column to value.")
    after = JSONB(default="{}", help_text="What it became, column to value.")
