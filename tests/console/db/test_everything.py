"""The one search box finds applications, companies, people and wholesalers by what is at hand."""

import pytest

from db.console.everything import (
    Everything,
    FoundAccount,
    FoundApplication,
    FoundCompany,
    FoundWholesaler,
    find_everything,
)
from db.console.ways_to_find import SHOWN
from db.tables.companies import Account, Company
from db.tables.enrolment import CertifyingWholesaler
from domain.finding import accept_sought
from domain.kanji_forms import FOLDED
from rig.applications import APPLICANT, CONTACT, Applications
from rig.members import Ids, colleague, id_manager


async def found(typed: str) -> Everything:
    return await find_everything(accept_sought(typed))


def kinds(result: Everything) -> set[str]:
    return {type(hit).__name__.removeprefix("Found").lower() for hit in result.hits}


async def member(applications: Applications) -> Ids:
    """A company with its ID manager 田中 花子 and 佐藤 次郎."""
    ids = await id_manager(applications)
    await colleague(ids)
    await Account.update(person_name_kana="サトウ ジロウ").where(Account.account_id == "002")
    return ids


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("新規食品", {"application", "company"}),
        ("規食", {"application", "company"}),
        ("しんきしょくひん", {"application", "company"}),
        ("shinki", {"application", "company", "account"}),
        ("4598765", {"application", "company"}),
        ("4598765000017", {"application", "company"}),
        ("7000012050002", {"application", "company"}),
        ("03-0000-1234", {"application", "company"}),
        ("0300001234", {"application", "company"}),
        (APPLICANT, {"application", "account"}),
        (APPLICANT.partition("@")[2][2:8], {"application", "account"}),
        (CONTACT, {"application", "wholesaler"}),
        ("@mihon-oroshi", {"application", "wholesaler"}),
        ("鈴木", {"application"}),
        ("田中花子", {"application", "account"}),
        ("花子", {"application", "account"}),
        ("タナカ", {"application", "account"}),
        ("tanaka hanako", {"application", "account"}),
        ("次郎", {"account"}),
        ("さとう", {"account"}),
        ("見本食品卸", {"wholesaler"}),
        ("存在しない名前", set()),
    ],
)
async def test_each_kind_is_found_by_what_is_at_hand(
    applications: Applications, typed: str, expected: set[str]
) -> None:
    await member(applications)
    assert kinds(await found(typed)) == expected


async def test_what_is_named_exactly_is_opened(applications: Applications) -> None:
    ids = await member(applications)
    waiting = await applications.invited("kato@other.example")
    closed = next(hit for hit in (await found("新規食品")).applications.shown)
    for typed, key in [
        (waiting, waiting),
        (closed.application_number.replace("-", ""), closed.application_number),
        ("kato@other.example", waiting),
        ("7000012050002", ids.company_id),
        ("4598765", ids.company_id),
        (ids.company_id, ids.company_id),
        (f"{ids.company_id}-002", "002"),
        ("sato@shinki-shokuhin.example", "002"),
        (APPLICANT, "001"),
        ("次郎", "002"),
    ]:
        match (await found(typed)).only:
            case FoundApplication(application_number=opened) | FoundCompany(company_id=opened):
                assert opened == key, typed
            case FoundAccount(account_id=opened):
                assert opened == key, typed
            case other:
                pytest.fail(f"{typed} opens {other}")
    wholesaler = (await found("見本食品卸")).only
    assert isinstance(wholesaler, FoundWholesaler)
    assert wholesaler.domains == ("mihon-oroshi.example",)


async def test_what_several_things_may_be_is_listed(applications: Applications) -> None:
    await member(applications)
    assert (await found("田中")).only is None
    # An application under way for a code that a company has: a person has to look at both.
    await applications.submitted("kato@other.example")
    assert (await found("4598765")).only is None


async def test_a_company_that_left_is_found(applications: Applications) -> None:
    ids = await member(applications)
    await Company.update(ended_at=Company.enrolled_at).where(Company.company_id == ids.company_id)
    assert [each.company_id for each in (await found("新規食品")).companies.shown] == [
        ids.company_id
    ]


async def test_a_slip_finds_companies_alike_which_are_not_opened(
    applications: Applications,
) -> None:
    await member(applications)
    result = await found("新規食呂")
    assert ([each.name for each in result.companies.shown], result.alike) == (
        ["新規食品株式会社"],
        True,
    )
    assert result.only is None


async def test_what_is_common_is_found_among_the_latest_and_said_to_be_more(
    applications: Applications,
) -> None:
    for nth in range(SHOWN + 2):
        await applications.invited(f"tanto{nth}@maker{nth}.example")
    result = (await found("maker")).applications
    assert (len(result.shown), result.more) == (SHOWN, True)
    assert len((await found("1@m")).applications.shown) == 2, "by no three signs of the index"
    (only,) = (await found("maker11.ex")).applications.shown
    assert not (await found("maker1_")).applications.shown, "an underscore is a sign like others"
    assert only.company_name


@pytest.mark.usefixtures("pool")
async def test_names_of_people_are_folded_as_all_names_are() -> None:
    """`person_key` has every form of `domain.kanji_forms`; a change of these needs a migration."""
    old, new = "".join(map(chr, FOLDED)), "".join(FOLDED.values())
    rows = await CertifyingWholesaler.raw(
        "SELECT person_key({}) AS old, person_key({}) AS new, person_key('ｻﾄｳ　じろう A') AS kana",
        old,
        new,
    )
    assert rows[0]["old"] == rows[0]["new"]
    assert rows[0]["kana"] == "サトウジロウa"
