"""S12: what somebody else can have mailed to a person is capped over all kinds, and never lost."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import LetterOrder
from db.mailing import mails
from db.members.account_invitations import invite_again, send_password_link
from db.members.own_address import ask_to_confirm
from db.members.recovery import send_recovery
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.business_calendar import format_jst
from domain.limits import PRESSED_TWICE
from domain.mail_shares import ANYBODY_A_DAY, DAY, HOUR, OWN_A_DAY, PER_CONTACT
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, Applications, another_form, now
from rig.console.staff import logged_in
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.accounts import invited, other_id_manager
from tests.activities.sending import open_sending
from tests.security.mailed import mail_everything, mailed, queued_mails, waiting
from tests.web.account_files import HEADER, send
from tests.web.test_login import log_in

STRANGER = "stranger@elsewhere.example"
PER_CONTACT_AND_HOUR = PER_CONTACT // 10


async def asked_by(applications: Applications, makers: int, contact: str = CONTACT) -> list[str]:
    """So many makers, each from a mailbox of its own, name one contact."""
    return [
        await applications.awaiting_approval(
            f"tanaka@maker{nth}.example", another_form(contact_mail_address=contact)
        )
        for nth in range(makers)
    ]


async def status_page(site: Site, applications: Applications, number: str) -> Page:
    return await site.get(f"/status/{await applications.token(Purpose.STATUS, number)}")


async def test_s12_requests_of_many_makers_to_one_contact_are_capped_and_go_later(
    site: Site, applications: Applications
) -> None:
    numbers = await asked_by(applications, PER_CONTACT_AND_HOUR + 2)
    at = site.clock.now
    asked = await queued_mails("approval_request")
    went = await mailed(asked, at)
    assert went == asked[:PER_CONTACT_AND_HOUR], "the first come first"
    assert await waiting() == dict.fromkeys(asked[PER_CONTACT_AND_HOUR:], at + HOUR)
    assert await mailed(asked, at + HOUR - timedelta(seconds=1)) == []
    page = await status_page(site, applications, numbers[-1])
    assert f"お願いのメールは{format_jst(at + HOUR)}以降に、順にお送りします。" in page.text
    assert "順にお送りします" not in (await status_page(site, applications, numbers[0])).text
    await logged_in(site, "viewer")
    until = format_jst(at + HOUR)
    log = await site.get("/console/mails?state=queued&kind=approval_request")
    assert [row[3] for row in log.cells("メール")] == [
        f"送信待ち（宛先ごとの上限のため、{until}以降）"
    ] * 2
    of_application = await site.get(f"/console/applications/{numbers[-1]}")
    assert f"宛先ごとの上限のため、{until}以降に送ります。" in of_application.text
    assert await mailed(asked, at + HOUR) == asked[PER_CONTACT_AND_HOUR:]


async def test_s12_a_contact_gets_so_many_in_a_day(applications: Applications) -> None:
    await asked_by(applications, 1)
    (asked,) = await queued_mails("approval_request")
    (mail,) = await Mail.select().where(Mail.key == asked)
    at = now()
    earlier = [at - timedelta(hours=2)] * PER_CONTACT
    rows = [
        Mail(**mail | {"key": f"{nth}", "state": "sent", "finished_at": went, "queued_at": went})
        for nth, went in enumerate(earlier)
    ]
    await Mail.insert(*rows)
    assert await mailed([asked], at) == []
    assert await waiting() == {asked: at - timedelta(hours=2) + DAY}
    assert await mailed([asked], at + timedelta(hours=22)) == [asked]


async def test_s12_all_kinds_count_together_and_a_tag_is_the_same_mailbox(
    applications: Applications,
) -> None:
    manager, other = await id_manager(applications), await other_id_manager(applications)
    await mail_everything(now())
    keys = applications.settings.link_keys
    colleague = await invited(manager, applications.settings, mail_address=STRANGER)
    await colleague.change(state="active")
    await send_password_link(*_ids(colleague), "001", keys, now())
    await ask_to_confirm((await other.account()).id, STRANGER, keys, now())
    for nth in range(5):
        tagged = f"Stranger+{nth}@elsewhere.example"
        await invited(manager, applications.settings, mail_address=tagged)
        await invited(other, applications.settings, mail_address=STRANGER)
    third_party = [key for key in await queued_mails() if "address_change_asked" not in key]
    assert {key.split("/")[1] for key in third_party} == {
        "account_invitation",
        "password_reset",
        "address_confirmation",
    }
    at = now()
    assert len(await mailed(third_party, at)) == ANYBODY_A_DAY
    left = sorted(set(third_party) & set(await queued_mails()))
    assert len(third_party) == ANYBODY_A_DAY + len(left) == ANYBODY_A_DAY + 3
    assert sorted(await waiting()) == left
    assert sorted(await mailed(left, at + DAY)) == left, "none was dropped"


async def test_s12_a_full_mailbox_still_gets_what_its_owner_needs_to_get_in(
    applications: Applications,
) -> None:
    """Else strangers who have ten mails sent to a person would keep that person out (S15)."""
    manager, other = await id_manager(applications), await other_id_manager(applications)
    person = await invited(manager, applications.settings, mail_address=STRANGER)
    await person.change(state="active")
    for _ in range(ANYBODY_A_DAY):
        await invited(other, applications.settings, mail_address=STRANGER)
    await mail_everything(now())
    assert await waiting(), "it had its share"
    keys = applications.settings.link_keys
    await send_recovery(manager.company_id, STRANGER, keys, now())
    await applications.invited(STRANGER)
    await ask_to_confirm((await person.account()).id, "new@elsewhere.example", keys, now())
    at_once = await mail_everything(now())
    assert {key.split("/")[1] for key in at_once} == {
        "recovery",
        "invitation",
        "address_confirmation",
        "address_change_asked",
    }


async def test_s12_a_company_that_asks_much_uses_up_no_other_companys_recovery(
    applications: Applications,
) -> None:
    manager, other = await id_manager(applications), await other_id_manager(applications)
    keys = applications.settings.link_keys
    for _ in range(12):
        colleague = await invited(other, applications.settings, mail_address=APPLICANT)
        await colleague.change(state="active")
    await mail_everything(now())
    for nth in range(3):
        at = now() + (nth - 3) * PRESSED_TWICE
        await send_recovery(other.company_id, APPLICANT, keys, at)
        await mail_everything(at)
    assert [key for key in await waiting() if "/recovery/" in key]
    await send_recovery(manager.company_id, APPLICANT, keys, now())
    newest = (await queued_mails("recovery"))[-1]
    assert await mailed([newest], now()) == [newest]


async def test_s12_those_who_cause_mails_take_turns(applications: Applications) -> None:
    """A maker's first request goes before another's many."""
    manager, other = await id_manager(applications), await other_id_manager(applications)
    for _ in range(ANYBODY_A_DAY * 2 + 5):
        await invited(other, applications.settings, mail_address=STRANGER)
    at = now()
    await mail_everything(at)
    await invited(manager, applications.settings, mail_address=STRANGER)
    newest = (await queued_mails("account_invitation"))[-1]
    assert await mailed([newest], at) == []
    assert (await waiting())[newest] == at + DAY
    others = [key for key in await waiting() if key != newest]
    assert len(await mailed([*others, newest], at + DAY)) == ANYBODY_A_DAY
    assert newest not in await queued_mails(), "though it was the last to be tried"


async def test_s12_people_of_the_house_are_invited_at_once(applications: Applications) -> None:
    manager = await id_manager(applications)
    await mail_everything(now())
    for _ in range(ANYBODY_A_DAY * 2):
        await invited(manager, applications.settings, mail_address="shared@shinki-shokuhin.example")
    assert len(await mail_everything(now())) == ANYBODY_A_DAY * 2 <= OWN_A_DAY


async def test_s12_mails_that_were_made_up_for_hold_up_no_others(
    applications: Applications,
) -> None:
    """An ID manager presses 「招待をもう一度送る」 again and again: only the newest waits."""
    manager = await id_manager(applications)
    await mail_everything(now())
    for _ in range(ANYBODY_A_DAY):
        await invited(manager, applications.settings, mail_address=STRANGER)
    at = now()
    await mail_everything(at)
    last = await invited(manager, applications.settings, mail_address=STRANGER)
    for nth in range(ANYBODY_A_DAY + 2):
        again_at = at + nth * PRESSED_TWICE
        await invite_again(*_ids(last), "001", applications.settings.link_keys, again_at)
    newest = (await queued_mails("account_invitation"))[-1]
    await mail_everything(at)
    assert await waiting() == {newest: at + DAY}


async def test_s12_two_senders_at_once_keep_the_cap_too(applications: Applications) -> None:
    manager = await id_manager(applications)
    await mail_everything(now())
    for _ in range(ANYBODY_A_DAY + 4):
        await invited(manager, applications.settings, mail_address=STRANGER)
    at = now()
    await asyncio.gather(*(mailed([key], at) for key in await queued_mails()))
    assert len(await queued_mails()) == len(await waiting()) == 4


async def test_s12_the_id_manager_sees_when_an_invitation_goes(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    for _ in range(ANYBODY_A_DAY):
        await invited(manager, applications.settings, site.clock.now, mail_address=STRANGER)
    await mail_everything(site.clock.now)
    last = await invited(manager, applications.settings, site.clock.now, mail_address=STRANGER)
    await log_in(site, manager)
    page = await site.get(f"/accounts/{last.account_id}")
    until = format_jst(site.clock.now + DAY)
    assert f"このメールアドレスへのメールが重なっているため、{until}以降に" in page.text


async def test_s12_a_file_with_a_crowd_at_one_strangers_mailbox_is_refused(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await id_manager(applications))
    rows = [f"営業部,社員{nth},,stranger+{nth}@elsewhere.example" for nth in range(120)]
    page = await send(site, "\n".join([HEADER, *rows]))
    assert f"1つにつき{ANYBODY_A_DAY}行までです" in page.text
    assert not await Account.exists().where(Account.mail_address.like("stranger%"))
    of_the_house = [f"営業部,社員{nth},,shared@shinki-shokuhin.example" for nth in range(120)]
    page = await send(site, "\n".join([HEADER, *of_the_house]))
    assert page.h1 == "発行する内容の確認"


async def test_s12_what_waits_goes_by_itself_when_its_time_has_come(
    applications: Applications, tmp_path: Path
) -> None:
    """The worker's own activity, and a real mail server."""
    manager = await id_manager(applications)
    await mail_everything(now())
    for _ in range(ANYBODY_A_DAY):
        await invited(manager, applications.settings, mail_address=STRANGER)
    at = now()
    await mail_everything(at)
    await invited(manager, applications.settings, mail_address=STRANGER)
    (last,) = await queued_mails()
    order = LetterOrder(last.partition("/")[0], 25)
    async with open_sending(applications.settings, tmp_path) as sending:
        settings = replace(sending.settings, smtp=sending.inbox.server)

        async def send_at(moment: datetime) -> int:
            activity = MailActivities(settings, clock=lambda: moment).send_letters
            left: int = await ActivityEnvironment().run(activity, order)
            return left

        assert await send_at(at) == 1, "it is put aside, and stops no other"
        with pytest.raises(ApplicationError) as waits:
            await send_at(at)
        assert (waits.value.type, waits.value.non_retryable) == ("MailWaits", False)
        delay = waits.value.next_retry_delay
        assert delay == DAY + timedelta(seconds=1)
        assert await mails.states([last]) == {last: "queued"}
        assert await send_at(at + delay) == 0
        assert sending.arrived() == [(STRANGER, "【Inforex】アカウント発行のご案内")]


def _ids(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id
