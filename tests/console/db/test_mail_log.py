"""The mail log: found by whom a mail went to, what it is, what became of it, and when."""

from datetime import timedelta

import pytest

from db.console.mail_log import MailQuery, find_mails, kinds_sent
from db.tables.operation import Mail
from rig.applications import APPLICANT, CONTACT, Applications, now


async def kinds(query: MailQuery) -> list[str]:
    return [mail.kind for mail in (await find_mails(query)).mails]


async def test_a_mail_is_found_by_each_thing_asked_for(applications: Applications) -> None:
    number = await applications.undeliverable()
    assert await kinds(MailQuery(recipient=CONTACT)) == ["approval_request"]
    assert await kinds(MailQuery(state="refused")) == ["approval_request"]
    assert await kinds(MailQuery(kind="receipt")) == ["receipt"]
    assert set(await kinds(MailQuery(application_number=number))) == set(await kinds_sent())
    (mail,) = (await find_mails(MailQuery(state="refused"))).mails
    assert (mail.application, mail.server_answer) == (number, "550 no such user")


async def test_conditions_hold_together(applications: Applications) -> None:
    await applications.undeliverable()
    assert await kinds(MailQuery(recipient=APPLICANT, state="refused")) == []
    assert await kinds(MailQuery(company_id="10000018")) == []


async def test_mails_are_found_by_the_day(applications: Applications) -> None:
    await applications.invited()
    tomorrow = now() + timedelta(days=1)
    assert await kinds(MailQuery(until=tomorrow)) == ["invitation"]
    assert await kinds(MailQuery(since=tomorrow)) == []


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("query", [MailQuery(), MailQuery(kind="alert_silence")])
async def test_pages_show_every_mail_once_the_newest_first(query: MailQuery) -> None:
    at = now()
    # Three at each moment, so that pages end between mails of the same time.
    await Mail.insert(
        *(
            Mail(
                key=f"letters-1/alert_silence/{n:03}",
                process="letters-1",
                kind="alert_silence",
                generation=n,
                recipient="alerts@inforex.example",
                queued_at=at + timedelta(seconds=n // 3),
            )
            for n in range(120)
        )
    )
    keys: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await find_mails(MailQuery(kind=query.kind, after=after))
        keys += [mail.key for mail in page.mails]
        after = page.next
    assert len(keys) == len(set(keys)) == await Mail.count()
    assert keys == sorted(keys, reverse=True)
