"""What needs a person: the one definition that the queue and Temporal's `NeedsAttention` go by."""

import json
from dataclasses import dataclass
from datetime import datetime

from db import outbox
from db.tables.operation import Mail
from domain.mail_kinds import MailKind
from domain.needs import Need, OpenCase

ALERTS = (
    MailKind.ALERT_SCREENING,
    MailKind.ALERT_NO_TRADE,
    MailKind.ALERT_DISPUTE,
    MailKind.ALERT_SUSPENDED,
    MailKind.ALERT_REVOCATION,
    MailKind.ALERT_SILENCE,
)
"""The mails that call the administrators to an application."""

_TRUE_WHILE = ", ".join(f"('{kind}', '{kind.asks_while}')" for kind in MailKind if kind.asks_while)

# An application can need a person for several reasons; each is a case, under one subject. A mail
# failed for good unless it is true no longer, or one like it went out later, or to an address that
# was corrected. `process` is the workflow that shows it.
CASES = f"""
    true_while (kind, stage) AS (VALUES {_TRUE_WHILE}),
    waiting_application AS NOT MATERIALIZED (
        SELECT application_number AS number, stage, revision_in_hand AS newest
        FROM application WHERE closed_at IS NULL AND NOT EXISTS (
            SELECT FROM withdrawal WHERE withdrawal.application = application_number
        )
    ), reviewed AS (
        SELECT 'review:' || review.id AS subject, 'review' AS need, review.opened_at AS since,
            number, NULL AS company_id, review.cause || array(
                SELECT finding.reason FROM screening_finding AS finding
                WHERE finding.application = number AND finding.revision = review.revision
                    AND review.cause = 'screening'
                GROUP BY finding.reason ORDER BY min(finding.id)
            ) AS details, number::text AS process
        FROM waiting_application JOIN LATERAL (
            SELECT * FROM review WHERE review.application = number ORDER BY id DESC LIMIT 1
        ) AS review ON true
        WHERE stage = 'under_review' AND NOT EXISTS (
            SELECT FROM review_decision WHERE review_decision.review = review.id
        )
    ), failed AS (
        SELECT number AS subject, 'mail' AS need, min(mail.finished_at) AS since, number,
            NULL AS company_id, array_agg(
                DISTINCT mail.kind || CASE WHEN mail.about_us THEN ' about_us' ELSE '' END
            ) AS details, number::text AS process
        FROM mail JOIN waiting_application ON number = mail.application
        LEFT JOIN true_while ON true_while.kind = mail.kind
        WHERE mail.state IN ('refused', 'bounced') AND mail.revision IN (0, newest)
            AND (true_while.stage IS NULL OR true_while.stage = waiting_application.stage
                OR true_while.stage = 'awaiting_approval' AND 'undeliverable' = (
                    SELECT cause FROM return_notice WHERE return_notice.application = number
                        AND waiting_application.stage = 'returned'
                    ORDER BY return_notice.id DESC LIMIT 1
                ))
            AND (true_while.stage IS NULL OR true_while.stage = 'returned'
                OR mail.generation >= ALL(
                    SELECT link.generation FROM link WHERE link.application = number
                        AND link.purpose = CASE true_while.stage
                            WHEN 'invited' THEN 'apply' ELSE 'approval' END
                ))
            AND NOT EXISTS (
                SELECT FROM mail AS later
                WHERE later.application = number AND later.queued_at > mail.finished_at AND (
                    later.kind = mail.kind AND later.generation >= mail.generation
                    OR later.kind = 'address_corrected'
                        AND mail.kind !~ '^(approval|decision|alert)_'
                )
            )
        GROUP BY number
    ), unwelcomed AS (
        SELECT company.application_number, 'mail', max(mail.finished_at),
            company.application_number, NULL, ARRAY['welcome'],
            company.application_number || '-aftermath'
        FROM mail JOIN company ON company.application_number = mail.application
        JOIN account ON account.company = company.company_id
            AND account.role = 'id_manager' AND account.last_login_at IS NULL
            AND account.mail_address = mail.recipient
        WHERE mail.state IN ('refused', 'bounced') AND mail.kind = 'welcome'
            AND company.ended_at IS NULL AND NOT EXISTS (
                SELECT FROM mail AS later
                WHERE later.application = mail.application AND later.kind = 'welcome'
                    AND later.queued_at > mail.finished_at
            )
        GROUP BY company.application_number
    ), silent AS (
        SELECT number, 'silence', due.done_at, number, NULL, ARRAY[]::text[], number::text
        FROM waiting_application JOIN due ON due.application = number
        WHERE stage = 'awaiting_approval' AND due.kind = 'alert' AND due.done_at IS NOT NULL
            AND due.generation = (
                SELECT max(link.generation) FROM link
                WHERE link.application = number AND link.purpose = 'approval'
            )
            AND NOT EXISTS (
                SELECT FROM decision
                WHERE decision.application = number AND decision.revision = newest
            )
    ), missed AS (
        SELECT number, 'wholesaler', question.asked_at, number, NULL,
            ARRAY[question.missing::text, question.name::text], number::text
        FROM waiting_application JOIN wholesaler_question AS question
            ON question.application = number AND question.answered_at IS NULL
        WHERE stage = 'invited'
    ), disputed AS (
        SELECT application.application_number, 'suspension', min(disputed_at),
            application.application_number, NULL,
            CASE WHEN company.suspended_at IS NULL OR company.ended_at IS NOT NULL
                THEN ARRAY[]::text[] WHEN revocation.id IS NULL THEN ARRAY['suspended']
                ELSE ARRAY['suspended', 'asked'] END,
            application.application_number
                || CASE WHEN application.closed_at IS NULL THEN '' ELSE '-aftermath' END
        FROM (
            SELECT application, disputed_at FROM dispute
            WHERE settled_at IS NULL AND NOT EXISTS (
                SELECT FROM review WHERE review.application = dispute.application
                    AND review.revision = dispute.revision AND review.cause = 'dispute'
            )
            UNION ALL
            SELECT application_number, asked_at
            FROM revocation JOIN company ON company_id = company WHERE closed_at IS NULL
        ) AS dispute JOIN application ON application_number = dispute.application
        LEFT JOIN company ON company.application_number = dispute.application
        LEFT JOIN revocation ON revocation.company = company_id AND revocation.closed_at IS NULL
        GROUP BY application.application_number, company.company_id, revocation.id
    ), asked AS (
        SELECT 'change:' || change.id, 'change', change.requested_at, NULL, change.company,
            array_remove(ARRAY[
                CASE WHEN change.name <> company.name THEN 'name' END,
                CASE WHEN change.jan_maker_code IS DISTINCT FROM company.jan_maker_code
                    THEN 'jan_maker_code' END
            ], NULL), 'change-' || change.id
        FROM company_change AS change JOIN company ON company.company_id = change.company
        WHERE change.choice IS NULL
    ), alone AS (
        SELECT 'access:' || id, 'access', due_at, NULL, company, ARRAY[act::text], 'access-' || id
        FROM access_change
        WHERE closed_at IS NULL AND agreed_at IS NULL AND seconded_at IS NULL
            AND (confirmed_at IS NOT NULL OR NOT confirms) AND due_at <= now() AND NOT EXISTS (
                SELECT FROM mail WHERE mail.process = 'access-' || access_change.id
                    AND mail.kind IN ('access_change_asked', 'access_change_notice')
                    AND mail.state IN ('sent', 'queued')
            )
    ), stopped AS (
        SELECT trouble.process, 'stopped', min(trouble.since), application_number,
            CASE WHEN application_number IS NULL THEN (
                SELECT mail.company FROM mail
                WHERE mail.process = trouble.process AND mail.company IS NOT NULL LIMIT 1
            ) END,
            trouble.process || array_agg(
                trouble.kind || ' ' || trouble.reason ORDER BY trouble.since, trouble.kind
            ), trouble.process::text
        FROM trouble
        -- Some of an application's workflows have an id that goes on after its number.
        LEFT JOIN application ON application_number = left(trouble.process, 15)
        GROUP BY trouble.process, application_number
    ), cases AS NOT MATERIALIZED (
        SELECT * FROM reviewed UNION ALL SELECT * FROM failed UNION ALL SELECT * FROM unwelcomed
        UNION ALL SELECT * FROM silent UNION ALL SELECT * FROM missed
        UNION ALL SELECT * FROM disputed UNION ALL SELECT * FROM asked
        UNION ALL SELECT * FROM alone UNION ALL SELECT * FROM stopped
    )
"""  # noqa: S608 -- constants of the product


@dataclass(frozen=True)
class Needs:
    """For what an application needs a person; of a step that fails its workflow knows itself.

    `cases`: a mail's with the code of its refusal, if there is one. `alerted`: how many alerts
    there were; `told`: how many of them when it was last told that nobody is needed any more.
    """

    cases: tuple[OpenCase, ...]
    alerted: int
    told: int

    @property
    def is_done(self) -> bool:
        """Whether the administrators were called to it, and have not heard that it is done."""
        return self.alerted > self.told and not self.cases


async def needs_of(application_number: str) -> Needs:
    """Read them."""
    rows = await Mail.raw(
        f"""
        WITH {CASES}
        SELECT (
                SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(need, details)), '[]')
                FROM cases WHERE number = {{}} AND need <> 'stopped'
            ) AS cases,
            (SELECT count(*) FROM mail WHERE application = {{}} AND kind = ANY({{}})) AS alerted,
            (SELECT coalesce(max(generation), 0) FROM mail
                WHERE application = {{}} AND kind = 'alert_done') AS told
        """,  # noqa: S608 -- a constant of the product
        application_number,
        application_number,
        list(ALERTS),
        application_number,
    )
    row = rows[0]
    cases = tuple(OpenCase(Need(need), tuple(why)) for need, why in json.loads(row["cases"]))
    if any(case.need is Need.MAIL for case in cases):
        codes = await _codes_of_refusals(application_number)
        cases = tuple(_with_codes(case, codes) for case in cases)
    return Needs(cases, row["alerted"], row["told"])


# A reply (RFC 5321, 4.2) with its enhanced code (RFC 3463), as `mail.answers` reads it too; the
# rest of an answer may repeat the address.
_CODES = r"""
    SELECT DISTINCT ON (kind) kind, substring(
        server_answer FROM '^([245][0-9][0-9](?:[ -][245][.][0-9]+[.][0-9]+)?)(?![0-9])'
    ) AS code
    FROM mail WHERE application = {} AND state IN ('refused', 'bounced')
    ORDER BY kind, finished_at DESC
"""


async def _codes_of_refusals(application_number: str) -> dict[str, str]:
    """By the kind of mail, what the mail server last refused one with; nothing personal."""
    rows = await Mail.raw(_CODES, application_number)
    return {row["kind"]: row["code"].replace("-", " ") for row in rows if row["code"]}


def _with_codes(case: OpenCase, codes: dict[str, str]) -> OpenCase:
    if case.need is not Need.MAIL:
        return case
    details = (f"{each} {codes.get(each.partition(' ')[0], '')}".strip() for each in case.details)
    return OpenCase(case.need, tuple(details))


async def closed_with_cases() -> tuple[str, ...]:
    """The applications that are over and need a person all the same."""
    rows = await Mail.raw(
        f"WITH {CASES} SELECT DISTINCT number FROM cases"  # noqa: S608 -- a constant of the product
        " WHERE process = number || '-aftermath' AND need <> 'stopped' ORDER BY number"
    )
    return tuple(row["number"] for row in rows)


_UNWELCOMED = """
    SELECT DISTINCT application_number FROM account
    JOIN company ON company_id = account.company
    JOIN mail ON mail.application = application_number
    WHERE account.id = {} AND mail.kind = 'welcome' AND mail.state IN ('refused', 'bounced')
"""


async def tell_of_welcome(account: int, now: datetime) -> None:
    """Tell, in the caller's transaction, that somebody got in, or is or has another ID manager.

    The application for the IDs needs a person while the mail with them reached nobody.
    """
    for row in await Mail.raw(_UNWELCOMED, account):
        await outbox.tell(row["application_number"], "need_changed", now)
