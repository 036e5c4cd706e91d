"""Each part of the house stops in the middle: every page works, and nothing acknowledged is lost.

These need servers that can be stopped and wiped, so they are always the embedded ones.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from embedded.child import Child
from embedded.postgres import Postgres
from embedded.programs import inbox
from embedded.temporal import Temporal
from tests.applications import PASSWORD
from tests.servers import Run, Servers, free_ports, loop_aside, scratch_directory
from tests.visitor import Page, Visitor
from tests.whole.product import Product, product_on

INVITATION = "【Inforex】加入手続きのご案内"
RECEIPT = "【Inforex】加入申請を受け付けました"
REQUEST = "【Inforex】お取引確認のお願い"
WELCOME = "【Inforex】会員登録完了のお知らせ"


class Server(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


@dataclass(frozen=True)
class House:
    """The product and the servers below it, each of which can be stopped and started."""

    product: Product
    postgres: Postgres
    temporal: Temporal
    mail_server: Child
    run: Run

    @property
    def worker(self) -> Child:
        return self.product.worker

    @asynccontextmanager
    async def without(self, server: Server) -> AsyncIterator[None]:
        """Stop a server for as long as the block lasts."""
        await asyncio.to_thread(self.run, server.stop())
        try:
            yield
        finally:
            await asyncio.to_thread(self.run, server.start())


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with ExitStack() as kept:
        directory = kept.enter_context(scratch_directory())
        run = kept.enter_context(loop_aside())
        postgres, temporal, mail_server, ports = _servers(directory)
        for server in (postgres, temporal, mail_server):
            kept.callback(_stop, run, server)
            run(server.start())
        servers = Servers(
            database_url=run(postgres.create_database("inforex")),
            temporal_address=temporal.address,
            smtp_host="127.0.0.1",
            smtp_port=ports[2],
            inbox_url=f"http://127.0.0.1:{ports[3]}",
            stop=lambda: None,
        )
        product = kept.enter_context(product_on(servers, run))
        # A crash, not a farewell.
        product.worker.stop_signal = signal.SIGKILL
        yield House(product, postgres, temporal, mail_server, run)


def _stop(run: Run, server: Server) -> None:
    run(server.stop())


def _servers(directory: Path) -> tuple[Postgres, Temporal, Child, list[int]]:
    ports = free_ports(4)
    sockets = directory / "sockets"
    sockets.mkdir(mode=0o700)
    postgres = Postgres(
        data=directory / "postgres", log=directory / "postgres.log", sockets=sockets, fsync=False
    )
    temporal = Temporal(
        port=ports[0],
        ui_port=ports[1],
        database=directory / "temporal.sqlite",
        log=directory / "temporal.log",
    )
    mail_server = inbox(
        directory / "mails", directory / "inbox.log", smtp_port=ports[2], http_port=ports[3]
    )
    return postgres, temporal, mail_server, ports


@dataclass
class Maker:
    """A maker and the wholesaler's contact it names, in a browser each."""

    house: House
    name: str
    visitor: Visitor

    @property
    def address(self) -> str:
        return f"maker@{self.name}.example"

    @property
    def contact(self) -> str:
        return f"contact-of-{self.name}@mihon-oroshi.example"

    async def asks_for_the_link(self) -> None:
        page = await self.visitor.get("/terms?name=新規食品")
        page = await self.visitor.press(page, "次へ", **{"上記利用規約の内容に同意します。": "yes"})
        page = await self.visitor.press(
            page,
            "メールアドレス認証",
            メールアドレスをご入力ください=self.address,
            確認のためもう一度入力してください=self.address,
        )
        assert page.h1 == "メールをお送りしました"

    async def submits_the_form(self, link: str = "") -> Page:
        """Fill in and submit the form, by a link found beforehand or the one in the inbox."""
        link = link or await self.form_link()
        page = await self.visitor.press(await self.visitor.get(link), "加入申請を始める")
        page = await self.visitor.press(
            page,
            "入力内容を確認する",
            **{
                "企業名": f"株式会社{self.name}",
                "企業名カナ": "シンキショクヒン",
                "郵便番号": "100-0001",
                "本社所在地": "東京都",
                "住所": "千代田区千代田1-1",
                "電話番号": "03-0000-1234",
                "代表JANメーカーコード": "4598765",
                "認証先卸企業名": "1",
                "認証先卸部署名": "仕入部",
                "認証先卸担当者名": "鈴木 一郎",
                "認証先卸担当者メールアドレス": self.contact,
                "部署名": "商品部",
                "氏名": "田中 花子",
                "氏名カナ": "タナカ ハナコ",
                "パスワード": PASSWORD,
                "パスワード(再入力)": PASSWORD,
            },
        )
        page = await self.visitor.press(page, "申請する")
        assert page.h1 == "加入申請を受け付けました"
        return page

    async def is_approved(self, link: str = "") -> None:
        """Approve as the contact, by a link found beforehand or the one in the inbox."""
        link = link or await self.approval_link()
        page = await self.visitor.get(f"{link}/approve")
        page = await self.visitor.press(page, "承認する")
        assert page.h1 == "この申請は承認されました"

    async def form_link(self) -> str:
        return await self._link_in(self.address, INVITATION, "apply")

    async def approval_link(self) -> str:
        return await self._link_in(self.contact, REQUEST, "approval")

    async def gets(self, *subjects: str) -> None:
        """Wait for mails to the applicant; each comes just once."""
        inbox = self.house.product.inbox
        for subject in subjects:
            await asyncio.to_thread(inbox.text_of, self.address, subject)
        arrived = await asyncio.to_thread(inbox.subjects_to, self.address)
        assert sorted(arrived) == sorted(subjects)

    async def _link_in(self, address: str, subject: str, purpose: str) -> str:
        link = self.house.product.inbox.link_of
        return await asyncio.to_thread(link, address, subject, purpose)


@asynccontextmanager
async def maker(house: House, name: str) -> AsyncIterator[Maker]:
    async with httpx.AsyncClient(base_url=house.product.base_url, timeout=30) as browser:
        yield Maker(house, name, Visitor(browser))


async def test_without_temporal_every_page_works_and_all_happens_when_it_is_back(
    house: House,
) -> None:
    async with maker(house, "temporal-stops") as one:
        async with house.without(house.temporal):
            await one.asks_for_the_link()
        await one.gets(INVITATION)
        async with house.without(house.temporal):
            await one.submits_the_form()
        await one.gets(INVITATION, RECEIPT)
        async with house.without(house.temporal):
            await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_worker_that_crashes_loses_nothing(house: House) -> None:
    async with maker(house, "worker-crashes") as one:
        async with house.without(house.worker):
            await one.asks_for_the_link()
        await one.gets(INVITATION)
        async with house.without(house.worker):
            await one.submits_the_form()
        await one.gets(INVITATION, RECEIPT)
        async with house.without(house.worker):
            await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_mail_server_that_stops_gets_every_mail_once_when_it_is_back(
    house: House,
) -> None:
    async with maker(house, "mail-stops") as one:
        async with house.without(house.mail_server):
            await one.asks_for_the_link()
        await one.gets(INVITATION)
        link = await one.form_link()
        async with house.without(house.mail_server):
            await one.submits_the_form(link)
        await one.gets(INVITATION, RECEIPT)
        link = await one.approval_link()
        async with house.without(house.mail_server):
            await one.is_approved(link)
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_database_that_stops_answers_503_and_goes_on_when_it_is_back(
    house: House,
) -> None:
    async with maker(house, "database-stops") as one:
        await one.asks_for_the_link()
        await one.gets(INVITATION)
        await one.submits_the_form()
        async with house.without(house.postgres):
            page = await one.visitor.get("/search?name=テストメーカー")
            assert page.status == httpx.codes.SERVICE_UNAVAILABLE
            ready = await one.visitor.client.get("/readyz")
            assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        await one.gets(INVITATION, RECEIPT)
        await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)


async def test_a_temporal_that_lost_its_file_is_rebuilt_from_the_facts(house: House) -> None:
    async with (
        maker(house, "wiped-invited") as invited,
        maker(house, "wiped-waiting") as waiting,
        maker(house, "wiped-unheard") as unheard,
    ):
        await invited.asks_for_the_link()
        await waiting.asks_for_the_link()
        await unheard.asks_for_the_link()
        await waiting.submits_the_form()
        await unheard.submits_the_form()
        await unheard.gets(INVITATION, RECEIPT)
        async with house.without(house.temporal):
            await unheard.is_approved()
            _wipe(house.temporal.database)
        await unheard.gets(INVITATION, RECEIPT, WELCOME)
        await waiting.is_approved()
        await waiting.gets(INVITATION, RECEIPT, WELCOME)
        await invited.submits_the_form()
        await invited.is_approved()
        await invited.gets(INVITATION, RECEIPT, WELCOME)


def _wipe(database: Path) -> None:
    files = list(database.parent.glob(f"{database.name}*"))
    assert files
    for file in files:
        file.unlink()
