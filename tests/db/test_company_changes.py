"""A new name or JAN maker code: asked for, withdrawn, decided."""

import asyncio

import pytest

from db.companies.company_changes import (
    ChangeDecidedError,
    ChangeOpenError,
    change_process,
    decide_company_change,
    evidence,
    load_company_change,
    newest_change,
    open_changes,
    withdraw_company_change,
)
from db.companies.search import search_companies
from db.companies.steps import close_change
from db.company_data import CompanyLeftError, load_company
from db.tables.companies import Company
from db.tables.members import CompanyChange
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import Identity
from rig.applications import WHY, Applications, now
from rig.companies import ADMINISTRATORS, REASON, WANTED, change_asked_for, decide
from rig.members import id_manager


async def test_request_alerts_administrators_and_starts_a_process(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change_id = await change_asked_for(ids)
    change = await load_company_change(change_id)
    assert (change.wanted, change.reason, change.choice) == (WANTED, REASON, None)
    process = change_process(change_id)
    assert await Mail.select(Mail.kind, Mail.recipient).where(Mail.process == process) == [
        {"kind": "company_change_alert", "recipient": ADMINISTRATORS}
    ]
    assert await Outbox.select(Outbox.signal).where(Outbox.process == process) == [
        {"signal": "start"}
    ]
    assert (await load_company(ids.company_id)).identity != WANTED


async def test_of_two_requests_at_once_one_is_refused(applications: Applications) -> None:
    ids = await id_manager(applications)
    answers = await asyncio.gather(
        *(change_asked_for(ids) for _ in range(4)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, ChangeOpenError)]
    assert len(refused) == 3
    assert await CompanyChange.count() == 1


async def test_company_that_left_asks_for_nothing(applications: Applications) -> None:
    ids = await id_manager(applications)
    await Company.update({Company.ended_at: now()}).where(Company.company_id == ids.company_id)
    with pytest.raises(CompanyLeftError):
        await change_asked_for(ids)


async def test_withdrawn_request_is_decided_and_makes_room_for_another(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    first = await change_asked_for(ids)
    assert await withdraw_company_change(ids.company_id, "001", now()) == change_process(first)
    assert await withdraw_company_change(ids.company_id, "001", now()) is None
    second = await change_asked_for(ids)
    newest = await newest_change(ids.company_id)
    assert newest is not None
    assert newest.change_id == second != first


async def test_first_decision_stands(applications: Applications) -> None:
    change_id = await change_asked_for(await id_manager(applications))
    await decide(change_id, ChangeChoice.DECLINE, "登記をご確認ください。")
    with pytest.raises(ChangeDecidedError) as refused:
        await decide(change_id, ChangeChoice.APPROVE)
    assert refused.value.choice is ChangeChoice.DECLINE
    assert (await load_company_change(change_id)).decision_reason == "登記をご確認ください。"


async def test_withdrawal_and_decision_at_once_are_one_of_them(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change_id = await change_asked_for(ids)
    await asyncio.gather(
        withdraw_company_change(ids.company_id, "001", now()),
        decide(change_id, ChangeChoice.APPROVE),
        return_exceptions=True,
    )
    signals = await Outbox.count().where(Outbox.signal == "change_decided")
    assert signals == 1


@pytest.mark.usefixtures("pool")
async def test_decision_about_no_request_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        await decide_company_change(7, ChangeChoice.APPROVE, WHY, now())


async def test_approval_changes_name_code_and_what_the_company_is_found_by(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change_id = await change_asked_for(ids)
    await decide(change_id, ChangeChoice.APPROVE)
    await close_change(change_id, ADMINISTRATORS, now())
    assert (await load_company(ids.company_id)).identity == WANTED
    found = await search_companies("㈱新しい食品")
    assert [company.name for company in found.companies] == [WANTED.name]
    former = await search_companies("新規食品")
    assert [company.name for company in former.alike] == [WANTED.name]
    assert former.same == ()


async def test_closing_twice_changes_nothing_more(applications: Applications) -> None:
    ids = await id_manager(applications)
    change_id = await change_asked_for(ids)
    await close_change(change_id, ADMINISTRATORS, now())
    assert not (await load_company_change(change_id)).closed
    await decide(change_id, ChangeChoice.APPROVE)
    await close_change(change_id, ADMINISTRATORS, now())
    await Company.update({Company.name: "別の名前"}).where(Company.company_id == ids.company_id)
    await close_change(change_id, ADMINISTRATORS, now())
    assert (await load_company(ids.company_id)).name == "別の名前"
    assert await AuditEvent.count().where(AuditEvent.tag == "workflow:company_change:approve") == 1


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        (ChangeChoice.APPROVE, {"company_change_approved", "company_change_settled"}),
        (ChangeChoice.DECLINE, {"company_change_declined", "company_change_settled"}),
    ],
)
async def test_decision_is_told_to_the_id_manager_and_to_the_administrators_instead_of_the_alert(
    applications: Applications, choice: ChangeChoice, kinds: set[str]
) -> None:
    change_id = await change_asked_for(await id_manager(applications))
    await decide(change_id, choice, "確認しました。")
    await close_change(change_id, ADMINISTRATORS, now())
    queued = await Mail.select(Mail.kind).where(
        Mail.process == change_process(change_id), Mail.state == "queued"
    )
    assert {mail["kind"] for mail in queued} == kinds


async def test_evidence_is_companies_of_that_name_or_an_overlapping_code(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    wanted = Identity("見本製菓（株）", "ミホンセイカ", "451234799")
    found = await evidence(await change_asked_for(ids, wanted))
    met = {each.name: (each.same_name, each.same_code) for each in found}
    assert met == {"株式会社見本製菓": (True, False), "例示醸造株式会社": (False, True)}


async def test_evidence_leaves_out_the_company_itself_and_those_that_left(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await Company.update({Company.ended_at: now()}).where(Company.name == "株式会社見本製菓")
    own = (await load_company(ids.company_id)).identity
    wanted = Identity("見本製菓", "ミホンセイカ", own.jan_maker_code)
    assert await evidence(await change_asked_for(ids, wanted)) == ()


async def test_request_is_open_until_its_mails_are_sent(applications: Applications) -> None:
    change_id = await change_asked_for(await id_manager(applications))
    process = change_process(change_id)
    await decide(change_id, ChangeChoice.DECLINE, "確認できません。")
    await close_change(change_id, ADMINISTRATORS, now())
    assert await open_changes() == (process,)
    await Mail.update({Mail.state: "sent", Mail.finished_at: now()}).where(
        Mail.process == process, Mail.state == "queued"
    )
    assert await open_changes() == ()
