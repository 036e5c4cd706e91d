"""Whatever stops while the invitations of an import go out, each person gets just one.

Only a killed worker may repeat a mail, under the same Message-ID: nobody else knows that the mail
server had just taken it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.applications import PASSWORD
from tests.visitor import Visitor
from tests.waiting import until
from tests.whole.house import House, open_house
from tests.whole.members import enrolled
from workflows.correspondence import AT_ONCE

PEOPLE = 120
# What a sender that died had claimed is another's after 90 s.
PATIENCE = 180.0
SUBJECT = "【Inforex】アカウント発行のご案内"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house(MAILS_PER_MINUTE="1500") as house:
        yield house


async def test_every_invitation_arrives_once_though_everything_stops_in_turn(
    house: House,
) -> None:
    ids = enrolled(house.product, "tanaka@kills.example")
    async with httpx.AsyncClient(base_url=house.product.base_url, timeout=30) as client:
        visitor = Visitor(client)
        page = await visitor.press(
            await visitor.get("/login"),
            "ログイン",
            企業ID=ids.company_id,
            アカウントID=ids.account_id,
            パスワード=PASSWORD,
        )
        assert page.path == "/home"
        await _import(visitor)
    for server in (house.worker, house.mail_server, house.postgres, house.temporal):
        before = await _arrived(house)
        async with house.without(server):
            pass
        await until(lambda: _more(house, before), "more invitations", PATIENCE)  # noqa: B023 -- it is awaited here
    await until(lambda: _more(house, PEOPLE - 1), "all invitations", PATIENCE)
    arrived = await asyncio.to_thread(_mails, house)
    invitations = set(arrived)
    recipients = Counter(recipient for _, recipient in invitations)
    assert recipients == {f"person{n}@kills.example": 1 for n in range(PEOPLE)}
    assert len({message_id for message_id, _ in invitations}) == PEOPLE
    assert len(arrived) - PEOPLE <= AT_ONCE


async def _import(visitor: Visitor) -> None:
    lines = [f"商品部,社員 {n},,person{n}@kills.example" for n in range(PEOPLE)]
    file = "\r\n".join(["部署名,氏名,氏名カナ,メールアドレス", *lines]).encode()
    form, _ = (await visitor.get("/accounts/import")).form_of("ファイルを確認する")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    answer = await visitor.client.post(
        "/accounts/import",
        data={"csrf_token": fields["csrf_token"]},
        files={"file": ("a.csv", file, "text/csv")},
        follow_redirects=True,
    )
    await visitor.press(visitor.checked(answer), f"{PEOPLE}件のアカウントを発行する")


async def _arrived(house: House) -> int:
    return len(set(await asyncio.to_thread(_mails, house)))


async def _more(house: House, than: int) -> bool:
    return await _arrived(house) > min(than, PEOPLE - 1)


def _mails(house: House) -> list[tuple[str, str]]:
    """The Message-ID and the recipient of each invitation that arrived."""
    found = [m for m in house.product.inbox.messages() if m["Subject"] == SUBJECT]
    return [(str(m["MessageID"]), str(m["To"][0]["Address"])) for m in found]
