"""What a situation is: the facts that anything goes by, the same for all that is alike.

Two situations are the same if their facts are, but for numbers, tokens and times: a moment that
has passed is of this day or older, of those to come only the order counts.
"""

import re
from datetime import datetime, timedelta
from hashlib import blake2b

import asyncpg

FACTS = {
    "application": """
        application_number, stage, mail_address, proved_address, language, verified_at, deadline,
        closed_at, manager_password_hash IS NOT NULL, revision_in_hand
    """,
    "form_revision": """
        application, revision, made_by, wholesaler, contact_name, contact_mail_address
    """,
    "form_draft": "application, least(version, 2), carried_over",
    "wholesaler_question": "application, missing, answered_at IS NULL",
    "decision": "application, revision, choice, mail_address",
    "withdrawal": "application",
    "dispute": "application, revision, settled_at IS NULL",
    "return_notice": "application, revision, cause, parts",
    "screening_finding": "application, revision, reason",
    "due": "application, purpose, generation, kind, nth, due_at, done_at IS NULL",
    "link": """
        application, purpose, generation, revision, expires_at, used_at IS NULL, made_at <= (
            SELECT verified_at FROM application WHERE application_number = link.application
        )
    """,
    "company": """
        company_id, name, address, application_number, suspended_at IS NULL, ended_at, search_key
    """,
    "account": """
        company, account_id, role, state, person_name, mail_address, password_hash IS NULL,
        mail_bounced_at IS NULL, last_login_at IS NULL
    """,
    "account_link": """
        WHOSE(account_link), purpose, generation, mail_address,
        access_change IS NULL, expires_at, used_at IS NULL, revoked_at IS NULL
    """,
    "resting_number": "company, account_id, free_from",
    "deputy_appointment": """
        company, account_id, asked_by, expires_at, accepted_at IS NULL, ending
    """,
    "access_change": """
        company, WHOSE(access_change), act, role_then, address_then, wanted,
        administrator, due_at, confirms, confirmed_at, agreed_at, seconded_at, outcome
    """,
    "company_change": "company, name, jan_maker_code, choice, closed_at IS NULL",
    "cancellation": """
        company, ends_at, kept_until, undone_at IS NULL, reminded_at IS NULL, ended_at IS NULL
    """,
    "revocation": "company, administrator, outcome, decided_by",
}
"""Of each table what counts, row by row in the order in which they came.

`WHOSE(…)`: the IDs of the account of a row.
"""

SUMS = {
    "review": """
        SELECT concat_ws('|', review.application, review.revision, cause, choice, parts)
        FROM review LEFT JOIN review_decision ON review_decision.review = review.id
        ORDER BY review.application, review.id
    """,
    "mail": """
        SELECT concat_ws('|', coalesce(application, company), WHOSE(mail),
            split_part(process, '-', 1), kind, generation, revision, recipient, state, queued_at,
            finished_at, claimed_until, waits_until, about_us) AS mail
        FROM mail ORDER BY 1
    """,
    "mail_try": """
        SELECT concat_ws('|', mail.application, mail.kind, outcome, count(*)) AS tried
        FROM mail_try JOIN mail ON mail.key = mail_try.mail
        WHERE outcome = 'sent' GROUP BY mail.key, outcome ORDER BY 1
    """,
    "console_act": """
        SELECT DISTINCT concat_ws('|', application, company, account_id, tag, done_by) AS act
        FROM console_act ORDER BY 1
    """,
    "audit_event": """
        SELECT concat_ws('|', application_number, tag, count(*)) AS event FROM audit_event
        WHERE application_number IS NOT NULL GROUP BY application_number, tag ORDER BY 1
    """,
    "last_stop": """
        SELECT DISTINCT ON (company_id, account_id) concat_ws('|', company_id, account_id, tag)
        FROM audit_event WHERE tag LIKE '%:account:stop'
        ORDER BY company_id, account_id, id DESC
    """,
    "outbox": """
        SELECT concat_ws('|', process, signal, count(*)) AS news FROM outbox
        WHERE process ~ '^[0-9]' GROUP BY process, signal ORDER BY 1
    """,
    "login_session": """
        SELECT concat_ws('|', WHOSE(login_session), max(created_at))
        FROM login_session GROUP BY account ORDER BY account
    """,
    "passage": """
        SELECT concat_ws('|', application, before, after, count(*)) AS way FROM passage
        GROUP BY application, before, after ORDER BY 1
    """,
}
"""What counts of others, as a statement that gives one text for each row."""

LEFT_OUT = {
    "stands with another": ("application_key", "company_key", "review_decision"),
    "evidence, by which nothing goes": (
        *(
            "audit_seal",
            "event_seal",
            "consent",
            "login_record",
            "mail_copy",
            "member_consent",
            "note",
        ),
    ),
    "no act of a search changes it": (
        *("account_batch", "account_import", "administrator", "administrator_session"),
        *("cancellation_proposal", "certifying_wholesaler", "login_challenge", "recovery_code"),
        *("second_factor", "terms_version", "wholesaler_mail_domain"),
    ),
    "about the house, and not about who is in it": (
        *("breach", "case_in_hand", "difference", "failed_run", "flood", "import_chunk"),
        *("import_problem", "import_run", "kept_answer", "migration", "reconciliation"),
        *("registered_corporation", "saved_filter", "saved_reply", "schedule_run", "tally"),
        *("temporal_home", "throttle", "trouble"),
    ),
}
"""Tables by which no situation differs, by why."""

_ORDERS = {
    "application": "application_number",
    "company": "company_id",
    "account": "company, account_id",
    "form_draft": "application",
    "withdrawal": "application",
    "due": "application, purpose, generation, kind, nth",
    "link": "application, purpose, generation",
    "account_link": "account, purpose, generation",
    "revocation": "company, id",
    "access_change": "company, id",
    "cancellation": "company, id",
    "company_change": "company, id",
    "deputy_appointment": "company, id",
    "resting_number": "company, id",
}


def _text_of(table: str, columns: str) -> str:
    order = _ORDERS.get(table, "application, id")
    return f"SELECT concat_ws('|', {columns}) FROM {table} ORDER BY {order}"  # noqa: S608 -- constants of this file


_OF_ACCOUNT = r"(SELECT company || account_id FROM account AS who WHERE who.id = \1.account)"
_PARTS = {table: _text_of(table, columns) for table, columns in FACTS.items()} | SUMS
_LINES = [
    f"'{name}', (SELECT string_agg(line, E'\\n') FROM ({part}) AS lines (line))"  # noqa: S608 -- likewise
    for name, part in _PARTS.items()
]
_ALL = re.sub(r"WHOSE\((\w+)\)", _OF_ACCOUNT, f"SELECT concat_ws(E'\\n', {', '.join(_LINES)})")

_NAMED = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00)"
    r"|(?P<application>\b\d{6}-\d{6}-\d\b)"
    r"|(?P<company>\b\d{8}(?=\d{3}\b|\b))"
)
_DAY = timedelta(days=1)


class Situation:
    """The facts at one moment; `next_moment`: the earliest that is still to come, UTC."""

    def __init__(self, text: str, now: datetime) -> None:
        present, yesterday = _told(now), _told(now - _DAY)
        named = [*_NAMED.finditer(text)]
        times = sorted({each[0] for each in named if each.lastgroup == "time"})
        names = {
            time: "before" if time <= yesterday else "today" for time in times if time <= present
        }
        to_come = [time for time in times if time > present]
        names |= {time: f"then{place}" for place, time in enumerate(to_come)}
        for kind in ("application", "company"):
            known = sorted({each[0] for each in named if each.lastgroup == kind})
            names |= {each: f"{kind}{place}" for place, each in enumerate(known)}
        self.text = _NAMED.sub(lambda each: names[each[0]], text)
        self.next_moment = datetime.fromisoformat(to_come[0]) if to_come else None

    @property
    def digest(self) -> bytes:
        """The same for situations that are the same."""
        return blake2b(self.text.encode(), digest_size=12).digest()


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}+00"


async def read_situation(
    connection: "asyncpg.Connection[asyncpg.Record]", now: datetime
) -> Situation:
    """Read it; `now`: whole seconds, UTC."""
    return Situation(await connection.fetchval(_ALL), now)
