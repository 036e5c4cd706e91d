"""What people do: they try again after an error page, reload, press twice, and go on later."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from db.engine import DATABASE_AWAY
from db.enrolment.reviews import Verdict, decide_review
from db.tables.enrolment import Application
from db.tables.review import ReviewDecision
from domain.enrolment.stages import Part, ReviewChoice
from domain.refusals import NothingToReviewError
from rig.applications import PASSWORD, WHY, now
from rig.chaos.hasty import Hasty
from rig.chaos.ledger import Act, Ledger
from rig.chaos.post import Post
from rig.visitor import Page
from rig.waiting import until
from rig.whole.maker import INVITATION, RECEIPT, REQUEST, WELCOME, Maker, Site

WITHDRAWN = "【Inforex】加入申請の取り下げを受け付けました"
ANSWERED = "【Inforex】お取引確認へのご回答を受け付けました"
ISSUED = "【Inforex】アカウント発行のご案内"

RECEIVED = "加入申請を受け付けました"
APPROVED = "承認を受け付けました"
REFUSED = "「承認しない」との回答を受け付けました"
DISPUTED = "「心当たりがない」とのお申し出を受け付けました"

BETWEEN_LOOKS = 0.5
"""Seconds between two looks into a mailbox, and after an error until the next try."""

AGAIN = 45.0
"""Seconds after which somebody who got no link asks for it again."""

_FAILED = (httpx.HTTPError, AssertionError, LookupError, StopIteration)


@dataclass
class Person(Maker):
    """A maker, its contact at the wholesaler, and who looks at it for the operator."""

    number: int = 0
    ledger: Ledger = field(default_factory=Ledger)
    post: Post = field(default_factory=lambda: Post(Path()))
    named: str = ""
    """The contact that it names at present."""

    does: str = "nothing yet"
    """What the person is at, for the report of who got stuck."""

    @property
    def contact(self) -> str:
        return self.named or super().contact

    @property
    def jan_maker_code(self) -> str:
        return f"{4_700_000 + self.number}"

    async def act(self, act: Act | None, does: str, try_it: Callable[[], Awaitable[Page]]) -> None:
        """Do something until a page says that it is done, and note it once it does."""
        self.does = does
        while True:
            try:
                await try_it()
            except _FAILED as failure:
                self.ledger.failed(failure)
                self.does = f"{does}, and met {failure!r:.200}"
                await asyncio.sleep(BETWEEN_LOOKS)
            else:
                break
        if act is not None:
            self.ledger.acknowledged(self.address, act)

    async def enrols(self, company_name: str = "", contact: str = "") -> None:
        """Ask for the link, again if no mail comes, and submit the form."""
        link = ""
        while not link:
            await self.act(None, "asks for the link", self._ask)
            link = await self._found(self.address, INVITATION, "apply", patience=AGAIN)
        self.named = contact or self.contact

        async def submit() -> Page:
            # The newest: the first may have come after it was asked for again, and be replaced.
            link = await self._found(self.address, INVITATION, "apply")
            page = await self.visitor.get(link)
            if page.h1 == RECEIVED:
                return page
            return await self.submits_the_form(link, company_name)

        await self.act(Act.SUBMITTED, "submits the form", submit)

    async def decides(self, act: Act, way: str, button: str, done: str, **fields: str) -> None:
        """As the contact, by the newest link."""
        link = await self.is_asked_as_the_contact()

        async def decide() -> Page:
            page = await self.visitor.get(f"{link}/{way}")
            if page.h1 != done:
                page = await self.visitor.press(page, button, **fields)
            assert page.h1 == done
            return page

        await self.act(act, f"{way}s", decide)

    async def is_asked_as_the_contact(self) -> str:
        """Wait for the mail to the contact; gives its link."""
        return await self._found(self.named, REQUEST, "approval")

    async def approves(self) -> None:
        await self.decides(Act.APPROVED, "approve", "承認する", APPROVED)

    async def declines(self) -> None:
        why = {"承認しない理由": "取引の予定がありません。"}
        await self.decides(Act.DECLINED, "decline", "承認しない", REFUSED, **why)

    async def disputes(self) -> None:
        link = await self._found(self.named, ANSWERED, "dispute")

        async def dispute() -> Page:
            page = await self.visitor.get(link)
            if page.h1 != DISPUTED:
                page = await self.visitor.press(page, "心当たりがない")
            assert page.h1 == DISPUTED
            return page

        await self.act(Act.DISPUTED, "disputes", dispute)

    async def withdraws(self) -> None:
        link = await self._found(self.address, RECEIPT, "status")

        async def withdraw() -> Page:
            page = await self.visitor.get(link)
            if "申請を取り下げました" not in page.text:
                page = await self.visitor.get(page.link("申請を取り下げる"))
                page = await self.visitor.press(page, "申請を取り下げる")
            assert "申請を取り下げました" in page.text
            return page

        await self.act(Act.WITHDRAWN, "withdraws", withdraw)
        await self.gets_mail(WITHDRAWN)

    async def names_another_contact(self, link: str, form: str, send: str) -> None:
        """Change the contact, or correct a form that came back, on the status page."""
        self.named = f"another-contact-of-{self.name}@mihon-oroshi.example"

        async def change() -> Page:
            page = await self.visitor.get(link)
            if self.named in page.text:
                return page
            page = await self.visitor.get(page.link(form))
            page = await self.visitor.press(
                page,
                "入力内容を確認する",
                認証先卸部署名="営業部",
                認証先卸担当者名="佐藤 次郎",
                認証先卸担当者メールアドレス=self.named,
            )
            page = await self.visitor.press(page, send)
            assert page.h1 == "申請の状況"
            assert page.errors == {}
            page = await self.visitor.get(link)
            assert self.named in page.text
            return page

        await self.act(Act.CHANGED, "names another contact", change)

    async def is_reviewed(self, choice: ReviewChoice, *parts: Part) -> None:
        """An administrator decides, past all pages, as soon as there is something to decide."""
        self.does = "waits for a review"
        verdict = Verdict(choice, WHY, parts)

        async def decided() -> bool:
            try:
                number = await self._application()
                if await ReviewDecision.exists().where(ReviewDecision.review.application == number):
                    return True  # it was, and nobody heard of it
                await decide_review(number, verdict, now())
            except (NothingToReviewError, LookupError, *DATABASE_AWAY):
                return False
            return True

        await until(decided, f"a review of {self.name}", 3600, BETWEEN_LOOKS)
        self.ledger.acknowledged(self.address, Act.REVIEWED)

    async def issues_an_account(self) -> None:
        """Log in with what the mail says, and give a colleague an account."""
        text = await self.gets_mail(WELCOME)
        company, account = re.findall(r"(?:企業ID|アカウントID): ([0-9]+)", text)[:2]
        colleague = f"colleague@{self.name}.example"

        async def issue() -> Page:
            page = await self.visitor.get("/accounts/new")
            if page.path == "/login":
                ids = {"企業ID": company, "アカウントID": account, "パスワード": PASSWORD}
                await self.visitor.press(page, "ログイン", **ids)
            page = await self.visitor.get("/accounts")
            if colleague not in page.text:
                await self.visitor.press(
                    await self.visitor.get("/accounts/new"),
                    "アカウントを発行する",
                    部署名="営業部",
                    氏名="佐藤 次郎",
                    メールアドレス=colleague,
                )
                page = await self.visitor.get("/accounts")
            assert colleague in page.text
            return page

        await self.act(Act.ISSUED, "issues an account", issue)
        await self._found(colleague, ISSUED, "invitation")

    async def gets_mail(self, subject: str) -> str:
        """Wait for a mail to the applicant, however long; gives its text."""
        self.does = f"waits for {subject}"
        while True:
            text = self.post.newest(self.address, subject)
            if text:
                return text
            await asyncio.sleep(BETWEEN_LOOKS)

    async def status_link(self, subject: str) -> str:
        return await self._found(self.address, subject, "status")

    async def _ask(self) -> Page:
        page = await self.tries_to_ask_for_the_link()
        assert page.path == "/mail-address/sent"
        return page

    async def _found(self, address: str, subject: str, purpose: str, patience: float = 3600) -> str:
        """The link in the newest such mail; empty when none comes in time."""
        self.does = f"waits for {subject}"
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            text = self.post.newest(address, subject)
            found = re.search(rf"https?://\S+/{purpose}/\S+", text)
            if found is not None:
                return found[0]
            await asyncio.sleep(BETWEEN_LOOKS)
        return ""

    async def _application(self) -> str:
        row = await Application.select(Application.application_number).where(
            Application.mail_address == self.address
        )
        if not row:
            raise LookupError(self.address)
        return str(row[0]["application_number"])


@asynccontextmanager
async def person(
    site: Site, post: Post, number: int, seed: str, ledger: Ledger
) -> AsyncIterator[Person]:
    """Give a person with an address of its own in the network."""
    way = httpx.AsyncHTTPTransport(local_address=f"127.{1 + number // 200}.{number % 200 + 1}.1")
    dice = random.Random(f"{seed} person {number}")  # noqa: S311 -- to be thrown again
    async with httpx.AsyncClient(base_url=site.base_url, timeout=30, transport=way) as browser:
        name = f"chaos-{number}"
        yield Person(site, name, Hasty(browser, dice, ledger), number, ledger, post)
