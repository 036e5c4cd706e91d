"""The ID manager replaced against evidence: one at any moment, and both told (S39)."""

import asyncio
import json

import pytest

from db.companies.company_data import CompanyLeftError
from db.console.manager_replacement import appoint_account, appoint_new_person
from db.members.account_issue import AccountsFullError
from db.members.held_account import NoSuchAccountError
from db.members.role_handover import CannotTakeRoleError
from db.tables.administration import ConsoleAct
from db.tables.companies import Account, Company, LoginSession
from domain.tokens import Purpose
from tests.accounts import PERSON, fill, invited
from tests.applications import APPLICANT, Applications, now
from tests.console.acts import WHY
from tests.members import Ids, colleague, id_manager
from tests.own_data import found_link, letters, session_of

EVIDENCE = "登記事項証明書と、代表者への電話で確認しました。"


async def managers(ids: Ids) -> list[str]:
    rows = await Account.select(Account.account_id).where(
        Account.company == ids.company_id, Account.role == "id_manager"
    )
    return [row["account_id"] for row in rows]


async def test_a_colleague_becomes_the_id_manager_and_both_are_told(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    successor = await colleague(former)
    await session_of(former)
    await session_of(successor)
    await appoint_account(former.company_id, successor.account_id, EVIDENCE, WHY, now())
    assert await managers(former) == [successor.account_id]
    assert (await former.account()).state == "active"
    assert not await LoginSession.exists()
    assert await letters() == [
        ("manager_appointed", (await successor.account()).mail_address),
        ("manager_replaced", APPLICANT),
    ]


async def test_the_evidence_is_kept_with_the_act(applications: Applications) -> None:
    former = await id_manager(applications)
    successor = await colleague(former)
    await appoint_account(former.company_id, successor.account_id, EVIDENCE, WHY, now())
    act = await ConsoleAct.objects().get(ConsoleAct.tag == "administrator:manager:replace")
    assert act is not None
    assert (act.reason, act.account_id) == (WHY.reason, "002")
    assert json.loads(act.before) == {"manager": "001"}
    assert json.loads(act.after) == {"manager": "002", "evidence": EVIDENCE}


async def test_a_new_person_is_issued_an_account_and_invited(applications: Applications) -> None:
    former = await id_manager(applications)
    keys = applications.settings.link_keys
    await appoint_new_person(former.company_id, PERSON, EVIDENCE, WHY, keys=keys, now=now())
    assert await managers(former) == ["002"]
    new = Ids(former.company_id, "002")
    assert (await new.account()).state == "invited"
    assert not (await found_link(applications, new, Purpose.INVITATION)).replaced
    assert await letters() == [
        ("manager_invited", PERSON.mail_address),
        ("manager_replaced", APPLICANT),
    ]


async def test_an_account_that_cannot_log_in_is_refused(applications: Applications) -> None:
    former = await id_manager(applications)
    waiting = await invited(former, applications.settings)
    for account_id in (waiting.account_id, former.account_id):
        with pytest.raises(CannotTakeRoleError):
            await appoint_account(former.company_id, account_id, EVIDENCE, WHY, now())
    with pytest.raises(NoSuchAccountError):
        await appoint_account(former.company_id, "777", EVIDENCE, WHY, now())
    assert await managers(former) == ["001"]


async def test_a_company_without_a_free_number_gets_no_new_person(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    await fill(former, 999)
    with pytest.raises(AccountsFullError):
        await appoint_new_person(
            former.company_id,
            PERSON,
            EVIDENCE,
            WHY,
            keys=applications.settings.link_keys,
            now=now(),
        )
    assert await managers(former) == ["001"]


async def test_a_company_that_left_gets_nobody(applications: Applications) -> None:
    former = await id_manager(applications)
    successor = await colleague(former)
    await Company.update({Company.ended_at: now()}).where(Company.company_id == former.company_id)
    with pytest.raises(CompanyLeftError):
        await appoint_account(former.company_id, successor.account_id, EVIDENCE, WHY, now())


async def test_of_two_at_once_there_is_one_id_manager_at_the_end(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    for number in ("002", "003"):
        await colleague(former, number)
    done = await asyncio.gather(
        *(
            appoint_account(former.company_id, number, EVIDENCE, WHY, now())
            for number in ("002", "003")
        ),
        return_exceptions=True,
    )
    assert [each for each in done if isinstance(each, BaseException)] == []
    assert len(await managers(former)) == 1
