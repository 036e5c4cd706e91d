"""S12: each kind of mail that somebody else can cause counts, and waits where there were enough."""

from datetime import timedelta
from typing import Any

import pytest

from db.mailing import shares
from db.members.account_invitations import send_password_link
from db.tables.companies import Company
from db.tables.operation import Mail
from domain.limits import PRESSED_TWICE
from domain.mail_addresses import counted_mailbox
from domain.mail_shares import PER_CONTACT, Nearness, Share, caps, share_of
from mail.letters import LETTERS
from mail.member_letters import MEMBER_LETTERS
from rig.applications import CONTACT, Applications, another_form, now
from rig.members import colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.accounts import invited
from tests.security.mailed import mail_everything, queued_mails
from tests.web.approval_pages import approval_path

SOMEBODY = "somebody@elsewhere.example"

BY_OTHERS = {
    "invitation": Share.FORM_LINK,
    "invitation_reminder": Share.FORM_LINK,
    "recovery": Share.RECOVERY,
    "address_change_asked": Share.NOTICE,
    "address_changed": Share.NOTICE,
    "role_received": Share.NOTICE,
    "role_handed_over": Share.NOTICE,
    "deputy_asked": Share.NOTICE,
    "deputy_asking": Share.NOTICE,
    "deputy_begun": Share.NOTICE,
    "deputy_off": Share.NOTICE,
    "deputy_ended": Share.NOTICE,
    "approval_request": Share.OTHERS,
    "approval_reminder": Share.OTHERS,
    "approval_resend": Share.OTHERS,
    "approval_withdrawn": Share.OTHERS,
    "approval_lapsed": Share.OTHERS,
    "account_invitation": Share.OTHERS,
    "password_reset": Share.OTHERS,
    "address_registered": Share.OTHERS,
    "address_confirmation": Share.OTHERS,
}

CAPPED_WHERE_IT_IS_ASKED_FOR = {"open_requests"}

# Each once for an act of the person who gets it, or of the operator, or to the operator.
BY_THE_PERSON_OR_THE_OPERATOR = {
    "receipt",
    "welcome",
    "returned",
    "declined",
    "undeliverable",
    "turned_down",
    "lapsed",
    "uncorrected",
    "withdrawn",
    "address_corrected",
    "wholesaler_answer",
    "address_replaced",
    "decision_receipt",
    "hand_over_receipt",
    "company_suspended",
    "company_disputed",
    "suspension_lifted",
    "alert_screening",
    "alert_no_trade",
    "alert_dispute",
    "alert_suspended",
    "alert_revocation",
    "alert_done",
    "issue_revoked",
    "company_revoked",
    "alert_silence",
    "password_changed",
    "second_factor_changed",
    "second_factor_removed",
    "company_change_alert",
    "company_change_settled",
    "company_change_approved",
    "company_change_declined",
    "cancellation_begun",
    "cancellation_reminder",
    "cancellation_undone",
    "cancellation_ended",
    "cancellation_alert",
    "cancellation_proposed",
    "password_link",
    "manager_invited",
    "manager_appointed",
    "manager_replaced",
    "address_put_right",
    "access_change_asked",
    "access_change_notice",
    "access_confirmation",
    "access_change_off",
    "access_change_alert",
    "access_change_stopped",
}


def test_s12_of_every_kind_of_mail_it_is_said_who_can_cause_it() -> None:
    """A new kind of mail has to find its place here."""
    kinds = {*LETTERS, *MEMBER_LETTERS}
    assert {*BY_OTHERS, *CAPPED_WHERE_IT_IS_ASKED_FOR, *BY_THE_PERSON_OR_THE_OPERATOR} == kinds
    assert {kind for kind in kinds if share_of(kind)} == set(BY_OTHERS)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(("kind", "share"), BY_OTHERS.items(), ids=BY_OTHERS)
async def test_s12_the_next_of_each_kind_waits_where_the_share_is_used_up(
    kind: str, share: Share
) -> None:
    at = now()
    (cap,) = caps(share, Nearness.ANYBODY, PER_CONTACT)
    fields: dict[str, Any] = {
        "process": "letters-1",
        "kind": kind,
        "recipient": SOMEBODY,
        "queued_at": at,
    }
    fields |= {"mailbox": counted_mailbox(SOMEBODY)}
    if share.within_company:
        fields["company"] = (await Company.select(Company.company_id))[0]["company_id"]
    sent: dict[str, Any] = {"state": "sent", "finished_at": at - timedelta(hours=1)}
    await Mail.insert(
        *(
            Mail(key=f"letters-1/{kind}/{n}", generation=n, **fields, **sent)
            for n in range(cap.most)
        )
    )
    last = f"letters-1/{kind}/{cap.most}"
    await Mail.insert(Mail(key=last, generation=cap.most, **fields))
    goes = await shares.may_go_at(last, PER_CONTACT, at)
    assert goes == at - timedelta(hours=1) + cap.window
    await Mail.delete().where(Mail.key == f"letters-1/{kind}/0")
    assert await shares.may_go_at(last, PER_CONTACT, at) is None


async def asks_for_the_list(site: Site, path: str) -> Page:
    form = await site.get(f"{path}/others")
    return await site.press(form, "メールを送る")


async def test_s12_a_forwarded_request_floods_no_contact_with_links_to_its_list(
    site: Site, applications: Applications
) -> None:
    """Whoever reads forwarded mails asks for the list again and again, from each of them."""
    paths = [
        await approval_path(
            applications,
            await applications.awaiting_approval(f"a@maker{nth}.example", another_form()),
        )
        for nth in range(4)
    ]
    forms = [await site.get(f"{path}/others") for path in paths]
    for _ in range(12):
        for form in forms:
            assert (await site.press(form, "メールを送る")).status == 200
        site.clock.now += timedelta(minutes=11)
    assert len(await queued_mails("open_requests")) == 10
    assert await Mail.count().where(Mail.kind == "open_requests", Mail.recipient == CONTACT) == 10
    page = await site.get(f"{paths[0]}/others")
    assert "もう一度お試しください" in page.text, "it says from when"
    site.clock.now += timedelta(hours=22)
    page = await asks_for_the_list(site, paths[0])
    assert len(await queued_mails("open_requests")) == 11


async def test_s12_what_the_list_is_asked_for_is_counted_for_its_mailbox_alone(
    site: Site, applications: Applications
) -> None:
    for contact in (CONTACT, "yamada@mihon-oroshi.example"):
        for nth in range(2):
            form = another_form(contact_mail_address=contact)
            number = await applications.awaiting_approval(f"{nth}@{contact[:2]}.example", form)
        await asks_for_the_list(site, await approval_path(applications, number))
    assert len(await queued_mails("open_requests")) == 2


async def test_s12_a_reset_that_an_id_manager_presses_again_and_again_waits(
    applications: Applications,
) -> None:
    """The colleague's mailbox is none of the house."""
    manager = await id_manager(applications)
    person = await colleague(manager)
    await person.change(mail_address=SOMEBODY)
    await mail_everything(now())
    keys, (cap,) = applications.settings.link_keys, caps(Share.OTHERS, Nearness.ANYBODY, 1)
    for nth in range(cap.most + 3):
        at = now() + nth * PRESSED_TWICE
        await send_password_link(person.company_id, person.account_id, "001", keys, at)
        await mail_everything(at)
    rows = await Mail.select(Mail.state).where(Mail.kind == "password_reset")
    assert [row["state"] for row in rows].count("sent") == cap.most
    await invited(manager, applications.settings, mail_address=SOMEBODY)
    assert await mail_everything(now()) == []
