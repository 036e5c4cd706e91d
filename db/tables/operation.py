"""What makes the service dependable: the outbox, mails, the audit log, Temporal's identity."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from db.tables.companies import Account, Company
from db.tables.enrolment import Application
from domain.lengths import LONGEST_MAIL_ADDRESS


class Outbox(Table, help_text="News of facts that a workflow is still to hear of."):
    id = BigSerial(primary_key=True, help_text="The order of delivery within a process.")
    process = Varchar(
        60, default=None, help_text="The workflow's id: 受付番号, or as domain/processes.py says."
    )
    signal = Varchar(40, default=None, help_text="The signal's name; start begins the workflow.")
    payload = JSONB(default="{}", help_text="Ids and choices only; nothing personal.")
    recorded_at = Timestamptz(help_text="When the fact was recorded.")
    delivered_at = Timestamptz(null=True, default=None, help_text="When Temporal had it.")
    held_until = Timestamptz(
        null=True,
        default=None,
        help_text="Until when nobody takes it: somebody delivers it, or could not.",
    )
    traceparent = Varchar(
        55,
        default="",
        help_text="The span in which it was recorded (W3C Trace Context); empty without traces.",
    )


class Mail(Table, help_text="One mail; its key is unique so that none goes out twice."):
    key = Varchar(
        60,
        primary_key=True,
        default=None,
        help_text="process/kind/generation, with .nth where there are several.",
    )
    process = Varchar(
        60, default="", help_text="The id of the workflow that sends it; 受付番号 for most."
    )
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
        help_text="企業ID it is about, if any; not for the mails of an application.",
    )
    account = ForeignKey(
        Account,
        null=True,
        default=None,
        on_delete=OnDelete.set_null,
        help_text="The account it is about, if any; NULL once that is deleted.",
    )
    kind = Varchar(30, default=None, help_text="Which mail it is: a folder of mail/.")
    generation = Integer(default=None, help_text="Which link, revision or review it speaks of.")
    revision = Integer(default=0, help_text="Which revision of the form it speaks of; 0: of none.")
    recipient = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="The address it goes to.")
    mailbox = Varchar(
        LONGEST_MAIL_ADDRESS,
        default="",
        help_text="The mailbox of that address, which its mails are counted by.",
    )
    state = Varchar(
        10, default="queued", help_text="queued, sent, refused for good, bounced, or void."
    )
    attempts = Integer(default=0, help_text="How often it was handed to the mail server.")
    claimed_until = Timestamptz(
        null=True, default=None, help_text="Until when one sender has it to itself."
    )
    content = Text(
        null=True,
        default=None,
        help_text="The whole mail, sealed, from its first writing until its outcome is known.",
    )
    put_off = Boolean(
        default=False, help_text="A mail server that works put off this very mail, the last time."
    )
    server_answer = Text(default="", help_text="The mail server's latest answer.")
    about_us = Boolean(
        default=False, help_text="It was refused because of us, whatever the address."
    )
    queued_at = Timestamptz(help_text="When it fell due.")
    waits_until = Timestamptz(
        null=True, default=None, help_text="When the mailbox may have it, if it had its share."
    )
    finished_at = Timestamptz(null=True, default=None, help_text="When it was sent or refused.")
    salt = UUID(
        null=True,
        default=UUID4(),
        help_text="Random part of its Message-ID and return path; NULL: queued without one.",
    )

    mail_state_is_known = Check("state IN ('queued', 'sent', 'refused', 'bounced', 'void')")
    mail_finished_has_its_time = Check("(state = 'queued') = (finished_at IS NULL)")


class MailCopy(
    Table, help_text="What a mail said, for the console; its secret links are left out."
):
    mail = ForeignKey(
        Mail,
        primary_key=True,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="Which mail.",
    )
    subject = Text(default=None, help_text="The subject.")
    body = Text(default=None, help_text="The plain text; the HTML says the same.")


class MailTry(Table, help_text="One try to send a mail, and what came of it."):
    id = BigSerial(primary_key=True, help_text="The order of the tries.")
    mail = ForeignKey(
        Mail,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="Which mail.",
    )
    at = Timestamptz(default=None, null=False, help_text="When its outcome was known.")
    outcome = Varchar(10, default=None, help_text="deferred, or as the mail's state is by it.")
    server_answer = Text(default="", help_text="The mail server's answer.")

    mail_try_outcome_is_known = Check(
        "outcome IN ('deferred', 'sent', 'refused', 'bounced', 'void')"
    )


class AuditEvent(Table, help_text="Who did what; rows are only ever added (S42)."):
    id = BigSerial(primary_key=True, help_text="The order of events.")
    at = Timestamptz(help_text="When it happened.")
    tag = Varchar(
        60, default=None, help_text="source:subject:action, such as applicant:form:submit."
    )
    application_number = Varchar(
        15, null=True, default=None, help_text="受付番号 concerned, if any."
    )
    company_id = Varchar(8, null=True, default=None, help_text="企業ID concerned, if any.")
    account_id = Varchar(3, null=True, default=None, help_text="アカウントID concerned, if any.")
    details = JSONB(default="{}", help_text="Numbers and choices; no address, name or token.")

    audit_event_tag_has_three_parts = Check("tag ~ '^[a-z_]+:[a-z_]+:[a-z_]+$'")


class EventSeal(Table, help_text="What seals an event to all before it; only ever added (S42)."):
    event = BigInt(primary_key=True, default=None, help_text="The event's id.")
    before = BigInt(
        null=True, default=None, help_text="The event that comes before; NULL for the first."
    )
    digest = Bytea(default=None, help_text="SHA-256 of the digest before and of the event.")
    key = Varchar(8, default=None, help_text="The name of the key, which the database never sees.")
    mac = Bytea(default=None, help_text="HMAC-SHA-256 of the digest under that key.")


class AuditSeal(Table, help_text="Seals over many events as they once were; written no more."):
    id = BigSerial(primary_key=True, help_text="The order of the seals.")
    sealed_at = Timestamptz(help_text="When, by the clock of the database.")
    through = BigInt(
        default=0, help_text="The last event it covers; the first follows what the seal before had."
    )
    seen = BigInt(default=0, help_text="The newest event then.")
    digest = Varchar(
        64, default=None, help_text="SHA-256 of the digest before, this row and its events, in hex."
    )


class TemporalHome(Table, help_text="Which Temporal the open applications run in; one row."):
    id = Integer(primary_key=True, default=1, help_text="Always 1.")
    namespace_id = Varchar(64, default=None, help_text="Changes when Temporal's data was lost.")
    seen_at = Timestamptz(help_text="When open applications were last started there.")

    temporal_home_is_one_row = Check("id = 1")


class Flood(Table, help_text="More was tried than a limit over many networks allows (S15)."):
    id = BigSerial(primary_key=True, help_text="The order in which floods began.")
    kind = Varchar(30, default=None, help_text="Which limit, as domain/limits.py names them.")
    subject = Varchar(
        60, default="", help_text="企業ID, or 企業ID-アカウントID; empty for everything."
    )
    tries = Integer(default=0, help_text="The most tries in one window.")
    most = Integer(default=0, help_text="How many tries one window allows.")
    began_at = Timestamptz(help_text="When the limit was first passed.")
    seen_at = Timestamptz(help_text="When that was last noted.")
    told_at = Timestamptz(
        null=True, default=None, help_text="When the administrators were sent a mail about it."
    )


class Reconciliation(Table, help_text="How open processes are kept running; one row."):
    id = Integer(primary_key=True, default=1, help_text="Always 1.")
    looked_at = Timestamptz(help_text="When open processes were last looked for in Temporal.")
    restarts = Integer(default=0, help_text="How many had no running workflow, and got one.")

    reconciliation_is_one_row = Check("id = 1")


class Difference(Table, help_text="What a look at Temporal found, and could not mend."):
    workflow = Varchar(80, primary_key=True, default=None, help_text="The workflow's id.")
    kind = Varchar(20, default=None, help_text="What differs, as domain/out_of_step.py lists it.")
    since = Timestamptz(help_text="When it was first found.")


class Breach(Table, help_text="A law that the auditor's last look found broken."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    law = Varchar(40, default=None, help_text="Which law (docs/laws.md).")
    subject = Varchar(80, default=None, help_text="The number or id of what breaks it.")
    found = Text(default=None, help_text="What is wrong; nothing personal.")
    found_at = Timestamptz(help_text="When that was seen.")


class Trouble(Table, help_text="What does not go on, and why; the row goes when it goes on again."):
    id = BigSerial(primary_key=True, help_text="The order in which troubles began.")
    process = Varchar(60, default=None, help_text="The id of the workflow that it holds up.")
    kind = Varchar(30, default=None, help_text="What is wrong, as domain/needs.py lists it.")
    reason = Text(
        default="", help_text="What was tried and the error's name and code; nothing personal."
    )
    since = Timestamptz(help_text="When it was first seen.")
    seen_at = Timestamptz(help_text="When it was last seen.")
    times = Integer(default=1, help_text="How often it was seen.")

    trouble_is_noted_once = Unique(["process", "kind"])


class Tally(Table, help_text="How often something happened that leaves no row of its own."):
    id = Serial(primary_key=True, help_text="For the ORM only.")
    event = Varchar(40, default=None, help_text="What happened (db/tallies.py).")
    label = Varchar(60, default=None, help_text="Of which sort, such as a code of gRPC.")
    times = BigInt(default=0, help_text="How often since there is this database.")

    tally_once = Unique(["event", "label"])


class FailedRun(Table, help_text="A workflow that Temporal closed as failed; each is noted once."):
    run_id = Varchar(60, primary_key=True, default=None, help_text="Temporal's id of the run.")
    process = Varchar(60, default=None, help_text="The workflow's id.")
    workflow = Varchar(60, default=None, help_text="The workflow's type.")
    status = Varchar(20, default=None, help_text="As Temporal calls it: FAILED or TIMED_OUT.")
    closed_at = Timestamptz(help_text="When it ended.")


class ScheduleRun(Table, help_text="When Temporal last started what it starts by the clock."):
    schedule = Varchar(40, primary_key=True, default=None, help_text="The schedule's name.")
    last_run_at = Timestamptz(
        null=True, default=None, help_text="When it last started its workflow; NULL: never."
    )
    paused = Boolean(default=False, help_text="Whether an operator paused it.")
    known_since = Timestamptz(help_text="When a worker first asked Temporal.")
    seen_at = Timestamptz(help_text="When a worker last asked Temporal.")


class KeptAnswer(Table, help_text="A page that answered a form, for Back and reload."):
    token_hash = Varchar(
        64, primary_key=True, default=None, help_text="SHA-256 of the token in its address."
    )
    network = Varchar(64, default=None, help_text="SHA-256 of the network that sent the form.")
    sealed = Text(default=None, help_text="The page, readable for the browser that got it.")
    once = Boolean(default=False, help_text="Whether it is gone once it was shown.")
    kept_at = Timestamptz(help_text="When the form was sent.")
