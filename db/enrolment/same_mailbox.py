"""What a mailbox has already, for the mail that a request for another link leads to."""

from dataclasses import dataclass

from db.tables.enrolment import Application

MOST = 5


@dataclass(frozen=True)
class OfSameMailbox:
    """An application under way, or a company in which the mailbox has an account.

    `application_number`: empty for a company that was taken over without one.
    """

    company_name: str
    application_number: str
    enrolled: bool


async def others_of_mailbox(application_number: str) -> tuple[OfSameMailbox, ...]:
    """What the mailbox of this application has besides, the newest first; at most `MOST`.

    An application counts from when its status page can be opened.
    """
    rows = await Application.raw(
        """
        WITH present AS (SELECT mailbox_key FROM application WHERE application_number = {})
        SELECT company_name, coalesce(number, '') AS application_number, enrolled FROM (
            SELECT company.name AS company_name, company.application_number AS number,
                true AS enrolled, company.enrolled_at AS at
            FROM account JOIN company ON company.company_id = account.company, present
            WHERE lower(account.mail_address) = present.mailbox_key AND account.state = 'active'
                AND company.suspended_at IS NULL AND company.ended_at IS NULL
            UNION ALL
            SELECT form.company_name, application.application_number, false, form.submitted_at
            FROM present JOIN application USING (mailbox_key), LATERAL (
                SELECT company_name, submitted_at FROM form_revision
                WHERE form_revision.application = application.application_number
                ORDER BY revision DESC LIMIT 1
            ) AS form
            WHERE application.closed_at IS NULL AND EXISTS (
                SELECT FROM link
                WHERE link.application = application.application_number AND purpose = 'status'
            )
        ) AS found
        ORDER BY at DESC LIMIT {}
        """,
        application_number,
        MOST,
    )
    return tuple(OfSameMailbox(**row) for row in rows)
