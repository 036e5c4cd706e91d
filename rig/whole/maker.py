"""A maker and the wholesaler's contact it names, who do by HTTP what people do by browser."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import httpx

from rig.applications import PASSWORD
from rig.plain_http import NO_TLS
from rig.visitor import Page, Visitor
from rig.whole.inbox import Inbox

INVITATION = "【Inforex】加入手続きのご案内"
RECEIPT = "【Inforex】加入申請を受け付けました"
REQUEST = "【Inforex】お取引確認のお願い"
WELCOME = "【Inforex】会員登録完了のお知らせ"


class Site(Protocol):
    """Where pages are, and mails come."""

    @property
    def base_url(self) -> str: ...
    @property
    def inbox(self) -> Inbox: ...


@dataclass
class Maker:
    """A maker and the wholesaler's contact it names, in a browser each."""

    product: Site
    name: str
    visitor: Visitor

    @property
    def address(self) -> str:
        return f"maker@{self.name}.example"

    @property
    def jan_maker_code(self) -> str:
        """A code of its own: screening stops whoever has another's."""
        return f"49{zlib.crc32(self.name.encode()) % 100_000:05d}"

    @property
    def contact(self) -> str:
        return f"contact-of-{self.name}@mihon-oroshi.example"

    async def asks_for_the_link(self) -> None:
        page = await self.tries_to_ask_for_the_link()
        assert page.path == "/mail-address/sent"

    async def tries_to_ask_for_the_link(self) -> Page:
        """Ask for it, and give the page that answers, whatever it says."""
        page = await self.visitor.get("/terms?name=新規食品")
        page = await self.visitor.press(page, "次へ", **{"上記利用規約の内容に同意します。": "yes"})
        return await self.visitor.press(
            page,
            "メールアドレス認証",
            メールアドレスをご入力ください=self.address,
            確認のためもう一度入力してください=self.address,
        )

    async def submits_the_form(self, link: str = "", company_name: str = "") -> Page:
        """Fill in and submit the form, by a link found beforehand or the one in the inbox."""
        link = link or await self.form_link()
        page = await self.visitor.press(await self.visitor.get(link), "加入申請を始める")
        page = await self.visitor.press(
            page,
            "入力内容を確認する",
            **{
                "企業名": company_name or f"株式会社{self.name}",
                "企業名カナ": "シンキショクヒン",
                "郵便番号": "100-0001",
                "本社所在地": "東京都",
                "住所": "千代田区千代田1-1",
                "電話番号": "03-0000-1234",
                "代表JANメーカーコード": self.jan_maker_code,
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
        assert page.h1 == "承認を受け付けました"

    async def form_link(self) -> str:
        return await self._link_in(self.address, INVITATION, "apply")

    async def approval_link(self) -> str:
        return await self._link_in(self.contact, REQUEST, "approval")

    async def gets(self, *subjects: str) -> None:
        """Wait for mails to the applicant; each comes just once."""
        inbox = self.product.inbox
        for subject in subjects:
            await asyncio.to_thread(inbox.text_of, self.address, subject)
        arrived = await asyncio.to_thread(inbox.subjects_to, self.address)
        assert sorted(arrived) == sorted(subjects)

    async def _link_in(self, address: str, subject: str, purpose: str) -> str:
        link = self.product.inbox.link_of
        return await asyncio.to_thread(link, address, subject, purpose)


@asynccontextmanager
async def maker(product: Site, name: str, network: str | None = None) -> AsyncIterator[Maker]:
    """Give a maker whose addresses are made of `name`; `network`: its own address, if another."""
    way = httpx.AsyncHTTPTransport(local_address=network, verify=NO_TLS)
    async with httpx.AsyncClient(base_url=product.base_url, timeout=30, transport=way) as browser:
        yield Maker(product, name, Visitor(browser))
