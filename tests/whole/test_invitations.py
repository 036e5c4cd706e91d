"""Whatever stops while the invitations of an import go out, each person gets just one.

Only a worker that is killed may repeat a mail, as the same mail: nobody else knows that the mail
server had just taken it.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest

from rig.applications import PASSWORD
from rig.visitor import Visitor
from rig.waiting import until
from rig.whole.house import House, Server, open_house
from tests.whole.members import enrolled
from workflows.correspondence import BATCH_SIZE

PEOPLE = 120
# What a sender that died had claimed is another's after 90 s.
PATIENCE = 180.0
SUBJECT = "【Inforex】アカウント発行のご案内"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house(MAILS_PER_MINUTE="1500") as house:
        yield house


async def test_every_invitation_arrives_once_though_everything_stops_in_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.worker, "stop_signal", signal.SIGTERM)
    monkeypatch.setattr(house.worker, "grace", PATIENCE)
    everything = (house.worker, house.mail_server, house.postgres, house.temporal)
    arrived = await _invitations(house, "stops.example", everything)
    assert Counter(recipient for _, recipient in arrived) == dict.fromkeys(
        _people("stops.example"), 1
    )
    assert len(set(arrived)) == len({message_id for message_id, _ in arrived}) == PEOPLE


async def test_a_killed_worker_repeats_at_most_what_it_had_in_hand_as_the_same_mails(
    house: House,
) -> None:
    arrived = await _invitations(house, "kills.example", [house.worker, house.worker])
    invitations = set(arrived)
    assert Counter(recipient for _, recipient in invitations) == dict.fromkeys(
        _people("kills.example"), 1
    )
    assert len({message_id for message_id, _ in invitations}) == PEOPLE
    assert len(arrived) - PEOPLE <= 2 * BATCH_SIZE
    assert len(await asyncio.to_thread(_raw, house, "kills.example")) == PEOPLE


async def _invitations(
    house: House, domain: str, stopping: Sequence[Server]
) -> list[tuple[str, str]]:
    """Invite people, stop these in turn meanwhile; the Message-ID and recipient of each mail."""
    ids = enrolled(house.product, f"tanaka@{domain}")
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
        await _import(visitor, domain)
    for server in stopping:
        before = await _invited(house, domain)
        async with house.without(server):
            pass
        await until(lambda: _more(house, domain, before), "more invitations", PATIENCE)  # noqa: B023 -- it is awaited here
    await until(lambda: _more(house, domain, PEOPLE - 1), "all invitations", PATIENCE)
    return await asyncio.to_thread(_mails, house, domain)


def _people(domain: str) -> list[str]:
    return [f"person{n}@{domain}" for n in range(PEOPLE)]


async def _import(visitor: Visitor, domain: str) -> None:
    lines = [f"商品部,社員,,{person}" for person in _people(domain)]
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


async def _invited(house: House, domain: str) -> int:
    return len(set(await asyncio.to_thread(_mails, house, domain)))


async def _more(house: House, domain: str, than: int) -> bool:
    return await _invited(house, domain) > min(than, PEOPLE - 1)


def _mails(house: House, domain: str) -> list[tuple[str, str]]:
    """The Message-ID and the recipient of each invitation that arrived at this domain."""
    return [(str(m["MessageID"]), _recipient(m)) for m in _arrived(house, domain)]


def _raw(house: House, domain: str) -> set[str]:
    """The different invitations that arrived at this domain, to the byte."""
    return {house.product.inbox.raw(str(m["ID"])) for m in _arrived(house, domain)}


def _arrived(house: House, domain: str) -> list[dict[str, Any]]:
    messages = house.product.inbox.messages()
    return [m for m in messages if m["Subject"] == SUBJECT and _recipient(m).endswith(f"@{domain}")]


def _recipient(message: dict[str, Any]) -> str:
    return str(message["To"][0]["Address"])
