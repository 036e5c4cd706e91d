"""A file of accounts is issued as a whole, once, or not at all."""

import asyncio
from dataclasses import asdict, replace

import pytest

from db.mailing import mails
from db.members.account_csv import (
    ImportChangedError,
    KeptImport,
    Undelivered,
    answer_apostrophes,
    find_import,
    issue_import,
    keep_import,
    mailboxes_in_use,
    undelivered_invitations,
)
from db.members.account_issue import AccountsFullError
from db.tables.companies import Account
from db.tables.members import AccountImport, AccountLink
from db.tables.operation import AuditEvent, Mail
from domain.account_csv import AccountFile, Apostrophes, TypedRow
from domain.new_account import NewAccount
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager

YAMADA = NewAccount("営業部", "山田 太郎", "ヤマダ タロウ", "yamada@maker.example")


WRONG = TypedRow(99, asdict(replace(YAMADA, mail_address="nobody")))


def people(count: int, *others: TypedRow) -> AccountFile:
    addresses = [f"yamada{n}@maker.example" for n in range(count)]
    people = [asdict(replace(YAMADA, mail_address=address)) for address in addresses]
    return AccountFile((*(TypedRow(n, typed) for n, typed in enumerate(people, 2)), *others))


async def kept(manager: Ids, count: int = 2, *others: TypedRow) -> KeptImport:
    number = await keep_import(manager.company_id, people(count, *others), now())
    found = await find_import(number, manager.company_id)
    assert found is not None
    return found


async def issue(applications: Applications, manager: Ids, found: KeptImport) -> str | None:
    return await issue_import(
        found, manager.company_id, manager.account_id, applications.settings.link_keys, now()
    )


async def account_ids(manager: Ids) -> list[str]:
    rows = (
        await Account.select(Account.account_id)
        .where(Account.company == manager.company_id)
        .order_by(Account.account_id)
    )
    return [row["account_id"] for row in rows]


async def test_file_is_kept_as_it_was_understood(applications: Applications) -> None:
    found = await kept(await id_manager(applications))
    assert [line.number for line in found.lines] == [2, 3]
    assert found.lines[1].account == replace(YAMADA, mail_address="yamada1@maker.example")
    assert found.process == ""


async def test_issue_makes_accounts_links_and_mails_and_forgets_the_lines(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    found = await kept(manager)
    process = await issue(applications, manager, found)
    assert await account_ids(manager) == ["001", "002", "003"]
    assert await AccountLink.count() == 2
    assert await Mail.count().where(Mail.process == process) == 2
    row = await AccountImport.select().first()
    assert row is not None
    assert (row["lines"], row["process"]) == ("[]", process)


async def test_only_the_good_lines_are_issued_and_the_others_stay_with_their_hints(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    found = await kept(manager, 2, WRONG)
    assert [line.number for line in found.good] == [2, 3]
    assert await issue(applications, manager, found)
    assert await account_ids(manager) == ["001", "002", "003"]
    after = await find_import(found.id, manager.company_id)
    assert after
    (left,) = after.left_out
    assert (left.number, left.cells) == (99, WRONG.cells)
    assert left.hint.startswith("メールアドレス：「@」がありません。")


async def test_file_without_a_good_line_issues_nothing(applications: Applications) -> None:
    manager = await id_manager(applications)
    assert await issue(applications, manager, await kept(manager, 0, WRONG)) is None
    assert await account_ids(manager) == ["001"]


async def test_apostrophes_answered_otherwise_meanwhile_issue_nothing(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    found = await kept(manager, 1, TypedRow(3, asdict(replace(YAMADA, person_name="'山田"))))
    await answer_apostrophes(found.id, manager.company_id, Apostrophes.DROP)
    with pytest.raises(ImportChangedError):
        await issue(applications, manager, found)
    again = await find_import(found.id, manager.company_id)
    assert again
    assert [line.account.person_name for line in again.good if line.account] == [
        "山田 太郎",
        "山田",
    ]


async def test_answer_about_apostrophes_is_of_its_own_file_until_it_is_issued(
    applications: Applications,
) -> None:
    async def answers() -> list[str]:
        rows = await AccountImport.select(AccountImport.apostrophes)
        return [row["apostrophes"] for row in rows]

    manager = await id_manager(applications)
    replaced, found = await kept(manager, 1), await kept(manager)
    before = await answers()
    await answer_apostrophes(replaced.id, manager.company_id, Apostrophes.DROP)
    await answer_apostrophes(found.id, "99999999", Apostrophes.DROP)
    assert await answers() == before
    await issue(applications, manager, found)
    await answer_apostrophes(found.id, manager.company_id, Apostrophes.DROP)
    assert await answers() == before


async def test_issue_is_in_the_audit_log_without_names(applications: Applications) -> None:
    manager = await id_manager(applications)
    await issue(applications, manager, await kept(manager))
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "id_manager:accounts:import")
    assert (event["company_id"], event["account_id"]) == (manager.company_id, "001")
    assert event["details"] == '{"accounts": 2}'


async def test_second_press_issues_nothing_new(applications: Applications) -> None:
    manager = await id_manager(applications)
    found = await kept(manager)
    first = await issue(applications, manager, found)
    assert await issue(applications, manager, found) == first
    assert await account_ids(manager) == ["001", "002", "003"]


async def test_two_presses_at_once_issue_once(applications: Applications) -> None:
    manager = await id_manager(applications)
    found = await kept(manager)
    processes = await asyncio.gather(*(issue(applications, manager, found) for _ in range(5)))
    assert len(set(processes)) == 1
    assert await account_ids(manager) == ["001", "002", "003"]


async def test_file_with_too_many_for_the_numbers_left_issues_none(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    found = await kept(manager, 998)
    await colleague(manager, "500")
    with pytest.raises(AccountsFullError) as error:
        await issue(applications, manager, found)
    assert error.value.left == 997
    assert await account_ids(manager) == ["001", "500"]
    again = await find_import(found.id, manager.company_id)
    assert again == found


async def test_newer_file_takes_the_place_of_one_that_was_not_issued(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    old, issued = await kept(manager, 1), await kept(manager)
    await issue(applications, manager, issued)
    await kept(manager)
    assert await find_import(old.id, manager.company_id) is None
    assert await issue(applications, manager, old) is None
    assert await find_import(issued.id, manager.company_id) is not None


@pytest.mark.parametrize("number", [0, -1, 2**63, -(2**70), 10**30])
async def test_number_that_no_file_has_finds_none(applications: Applications, number: int) -> None:
    manager = await id_manager(applications)
    assert await find_import(number, manager.company_id) is None


async def test_file_of_another_company_is_not_found(applications: Applications) -> None:
    found = await kept(await id_manager(applications))
    assert await find_import(found.id, "99999999") is None


async def test_mailboxes_in_use_are_those_of_the_company(applications: Applications) -> None:
    manager = await id_manager(applications)
    await manager.change(mail_address="Tanaka@Maker.example")
    assert await mailboxes_in_use(manager.company_id) == {"tanaka@maker.example"}
    assert await mailboxes_in_use("99999999") == frozenset()


async def test_invitations_that_did_not_arrive_are_listed(applications: Applications) -> None:
    manager = await id_manager(applications)
    process = await issue(applications, manager, await kept(manager)) or ""
    assert await undelivered_invitations(process, manager.company_id) == ()
    row = await Mail.select(Mail.key).where(Mail.recipient == "yamada1@maker.example").first()
    assert row is not None
    await mails.record_refused(row["key"], "550 no such user", now())
    assert await undelivered_invitations(process, manager.company_id) == (
        Undelivered("003", "山田 太郎", "yamada1@maker.example"),
    )
    assert await undelivered_invitations(process, "99999999") == ()
