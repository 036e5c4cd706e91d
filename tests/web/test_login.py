"""The login page: what it takes, and what it answers."""

import pytest
from argon2 import PasswordHasher

from db.tables.operation import AuditEvent
from domain.passwords import needs_rehash
from rig.applications import PASSWORD, Applications
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page, Visitor


async def log_in(site: Visitor, ids: Ids, password: str = PASSWORD, start: str = "/login") -> Page:
    page = await site.get(start)
    return await site.press(
        page, "ログイン", 企業ID=ids.company_id, アカウントID=ids.account_id, パスワード=password
    )


async def test_right_three_fields_lead_to_the_home(site: Site, applications: Applications) -> None:
    page = await log_in(site, await id_manager(applications))
    assert page.path == "/home"
    assert page.status == 200


async def test_ids_are_understood_as_people_type_them(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    spaced = f" {ids.company_id[:4]}-{ids.company_id[4:]}　".translate(full_width)
    page = await log_in(site, Ids(spaced, "１"), "a wrong password")
    assert page.value("企業ID") == ids.company_id
    assert page.value("アカウントID") == ids.account_id
    assert (await log_in(site, Ids(spaced, "１"))).path == "/home"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("企業ID", "", "企業IDは8桁の数字で入力してください。"),
        ("企業ID", "1234567", "企業IDは8桁の数字で入力してください。"),
        ("企業ID", "1" * 10_000, "文字以内で入力してください。"),
        ("企業ID", "1234\u202e5678x", "企業IDは8桁の数字で入力してください。"),
        ("企業ID", "12345678", "打ち間違い"),
        ("アカウントID", "", "001から999までの数字"),
        ("アカウントID", "000", "001から999までの数字"),
        ("アカウントID", "1000", "001から999までの数字"),
        ("アカウントID", "一", "001から999までの数字"),
    ],
)
async def test_ids_that_cannot_be_are_caught_beforehand(
    site: Site, applications: Applications, field: str, typed: str, message: str
) -> None:
    ids = await id_manager(applications)
    fields = {"企業ID": ids.company_id, "アカウントID": ids.account_id, "パスワード": PASSWORD}
    page = await site.press(await site.get("/login"), "ログイン", **(fields | {field: typed}))
    assert page.status == 422
    (error,) = page.errors.values()
    assert message in error
    assert page.value(field) == typed
    assert PASSWORD not in page.html
    assert not await AuditEvent.exists().where(AuditEvent.tag.like("member:%"))


async def test_all_mistakes_are_told_at_once(site: Site) -> None:
    page = await site.press(await site.get("/login"), "ログイン")
    assert set(page.errors) == {"company_id", "account_id"}


async def test_wrong_password_keeps_the_ids_and_not_the_password(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    page = await log_in(site, ids, "wrong-horse-battery")
    assert page.status == 422
    assert "ログインできませんでした" in page.text
    assert page.title.startswith("エラー：")
    assert page.value("企業ID") == ids.company_id
    assert page.value("アカウントID") == ids.account_id
    assert "wrong-horse-battery" not in page.html


async def test_login_leads_to_the_page_that_was_wanted(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    page = await site.get("/home?from=mail")
    assert page.path == "/login"
    assert "ログインしてください" in page.text
    page = await site.press(
        page, "ログイン", 企業ID=ids.company_id, アカウントID="1", パスワード="mistyped the first"
    )
    page = await site.press(page, "ログイン", パスワード=PASSWORD)
    assert str(page.response.url).endswith("/home?from=mail")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/%0d%0aSet-Cookie:x=y",
        "/\t/evil.example",
        "javascript:alert(1)",
        "home",
        "/home\n",
        "/" + "x" * 3 + "//evil.example",
    ],
)
async def test_login_never_leads_to_another_site(
    site: Site, applications: Applications, elsewhere: str
) -> None:
    ids = await id_manager(applications)
    await site.get("/login")
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "company_id": ids.company_id,
        "account_id": ids.account_id,
        "password": PASSWORD,
        "return_to": elsewhere,
    }
    answer = await site.client.post("/login", data=fields)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/home"
    again = await site.client.get("/login", params={"return_to": elsewhere})
    assert again.headers["location"] == "/home"


async def test_somebody_logged_in_is_not_asked_again(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await id_manager(applications))
    assert (await site.get("/login")).path == "/home"


async def test_hash_of_old_parameters_is_renewed_at_login(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    assert needs_rehash(old)
    await ids.change(password_hash=old)
    assert (await log_in(site, ids)).path == "/home"
    renewed = (await ids.credentials()).password_hash
    assert renewed is not None
    assert not needs_rehash(renewed)


async def test_forgotten_ids_lead_to_whom_to_ask(site: Site) -> None:
    page = await site.get("/login")
    page = await site.get(page.link("ID・パスワードをお忘れの方"))
    assert page.h1 == "ID・パスワードをお忘れの方"
    assert "ID管理ユーザー" in page.text
    assert "ヘルプデスク" in page.text


async def test_login_speaks_english(site: Site) -> None:
    page = await site.get("/login?lang=en")
    assert page.h1 == "Log in"
    page = await site.press(page, "Log in", **{"Company ID": "1"})
    assert page.title.startswith("Error: ")
