"""Every form sent twice at the same moment and once more: what is left twice, one press left not.

What is compared is what each row says, without what tells two rows apart that say the same:
numbers, times and secrets.
"""

import asyncio
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from db.tables.companies import Account
from rig.applications import CONTACT, PASSWORD, now
from rig.own_data import NEW_PASSWORD
from rig.security.asking import Answer
from rig.security.doors import Door, led_to_a_login
from rig.security.forms import Found, FoundForm, Shapes, read_page, walk
from rig.security.people import Person
from rig.security.state import forget_limits

Rows = Counter[tuple[str, str]]

NO_FACTS = frozenset(
    {"throttle", "tally", "flood", "kept_answer", "event_seal", "login_record", "login_challenge"}
    | {"login_session", "administrator_session", "registered_corporation", "migration"}
    | {"recovery_code", "company_key", "application_key"}
)
"""What is counted, sealed or indexed of each request, and codes, which differ by nothing else."""

TELLS_APART = frozenset(
    {"id", "key", "process", "generation", "revision", "nth", "salt", "secret", "token_hash"}
    | {"details", "before", "after", "payload", "content", "text_sha256", "first_hash"}
)
"""Columns in which two rows of the same press differ; and `account.account_id`, its number."""

MAY_BE_TWICE = {
    ":export,": "each file that was taken away is told",
    "member:own_data:download": "so is one's own",
    "administrator:login:fail": "each try counts",
    "/console/filters/words": "words are kept for a day, so that an address can name them",
    "administrator:case:take": "a case that one has is taken again",
    "administrator:account:unlock": "tries are forgotten again",
    "administrator:administrator:reset_password": "the password that was shown last is the one",
    "recovery_codes:renew": "the codes that were shown last are those",
    "second_factor_changed": "each time that they were, the mailbox is told",
}
"""Acts that are done again when they are asked for again, and why that is right."""

CHOICES = frozenset({"action", "choice", "way", "act"})
"""Fields that are buttons or as good as buttons: each value is another form."""

ENDS = re.compile("withdraw|cancel|delete|stop|hand-over|dismiss|suspen|revoke")
LAST = re.compile("password|sessions|logout")
"""Forms that leave less to press come late, and last those after which one has to log in anew."""

REASON = "電話で確認しました。"
VALID = {
    "reason": REASON,
    "evidence": "登記事項証明書を確認しました。",
    "note": "折り返しの電話を待っています。",
    "mail_address": "presses@shinki-shokuhin.example",
    "mail_address_again": "presses@shinki-shokuhin.example",
    "contact_mail_address": CONTACT,
    "department": "総務部",
    "person_name": "伊藤 四郎",
    "person_name_kana": "イトウ シロウ",
    "password": NEW_PASSWORD,
    "password_again": NEW_PASSWORD,
    "password_present": PASSWORD,
    "name": "株式会社みどり物産",
    "name_kana": "ミドリブッサン",
    "telephone": "03-0000-7777",
    "domain": "midori.example",
    "title": "書類の不備",
    "text": "書類を確認できませんでした。",
    "agreed": "yes",
    "understood": "yes",
    "filter_name": "毎朝",
    "words": "新規食品",
    "company": "新規食品株式会社",
    "until": (now() + timedelta(days=30)).date().isoformat(),
    "effective_from": (now() + timedelta(days=30)).date().isoformat(),
    "body": "第1条",
    "body_english": "Article 1",
    "postal_code": "100-0001",
    "head_office": "東京都",
    "address": "千代田区千代田1-1",
    "account_id": "002",
    "contact_department": "仕入部",
    "contact_name": "鈴木 一郎",
    "company_name": "緑物産株式会社",
    "company_name_kana": "ミドリブッサン",
    "jan_maker_code": "4598766",
}
"""What is typed into fields that pages show empty."""


@dataclass
class Presses:
    """One person's presses: the forms that left something, and what of it was left twice."""

    who: Person
    every: Sequence[Door]
    taken: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    async def press_all(self) -> None:
        """Press whatever pages show, and what the answers show then, such as a second page."""
        shapes, known = Shapes(self.every), await walk(self.who, self.every, follow=False)
        forms = sorted(known.forms.values(), key=_late)
        waiting = deque(forms)
        while waiting:
            form = waiting.popleft()
            for fields in filled(form) if form.method == "POST" and not form.files else ():
                page, shown = await self.press(form, fields), Found()
                if page is not None and _is_page(page):
                    read_page(page.text, form.address, shapes, shown)
                new = {kind: each for kind, each in shown.forms.items() if kind not in known.forms}
                known.forms |= new
                waiting.extendleft(new.values())

    async def press(self, form: FoundForm, fields: Sequence[tuple[str, str]]) -> Answer | None:
        """Press twice at the same moment, and once more; gives the page that answers."""
        before = await rows()
        one, *_ = await asyncio.gather(*(self._send(form, fields) for _ in range(2)))
        await self._send(form, fields)
        new = await rows() - before
        if new:
            self.taken.append(form.shape)
        for (table, said), times in new.items():
            found = f"{self.who.name}: {form.shape}: {table} {said}"
            if times > 1 and not any(may in found for may in MAY_BE_TWICE):
                self.twice.append(found)
        await forget_limits()
        if led_to_a_login(one):
            await self.who.enter()
            return None
        return await self.who.asks("GET", one.headers["location"]) if one.status == 303 else one

    async def _send(self, form: FoundForm, fields: Sequence[tuple[str, str]]) -> Answer:
        body = urlencode([("csrf_token", self.who.token), *fields]).encode()
        return await self.who.asks("POST", form.address, body=body)


def _late(form: FoundForm) -> tuple[bool, bool]:
    return bool(LAST.search(form.shape)), bool(ENDS.search(form.shape))


def _is_page(answer: Answer) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")


def filled(form: FoundForm) -> Iterator[list[tuple[str, str]]]:
    """The form as somebody fills it in, by each of its buttons."""
    shown: dict[str, str] = {}
    for name, value in form.fields:
        if name != "csrf_token" and name not in CHOICES:
            shown[name] = shown.get(name) or value.strip() or VALID.get(name, "")
    buttons = [each for each in dict.fromkeys(form.fields) if each[0] in CHOICES]
    for pressed in [[button] for button in buttons] or [[]]:
        yield [*shown.items(), *pressed]


async def rows() -> Rows:
    """What all rows say, and how often."""
    found = await Account.raw(await _statement())
    return Counter({(row["name"], row["said"]): row["times"] for row in found})


async def _statement() -> str:
    """One statement over all tables, which are asked for once."""
    if not _KNOWN:
        columns = await Account.raw(
            """
            SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS has
            FROM information_schema.columns JOIN pg_tables ON tablename = table_name
            WHERE table_schema = 'public' AND schemaname = 'public'
                AND data_type NOT IN ('timestamp with time zone', 'uuid')
            GROUP BY 1 ORDER BY 1
            """
        )
        told = [each for each in columns if each["name"] not in NO_FACTS]
        _KNOWN.append(" UNION ALL ".join(_look(each["name"], each["has"]) for each in told))
    return _KNOWN[0]


def _look(name: str, columns: Sequence[str]) -> str:
    apart = TELLS_APART | ({"account_id"} if name == "account" else set())
    said = ", ".join(f'"{column}"' for column in columns if column not in apart)
    return (
        f"SELECT '{name}' AS name, ROW({said})::text AS said, count(*) AS times"  # noqa: S608 -- names of our own tables
        f' FROM "{name}" GROUP BY 2'
    )


_KNOWN: list[str] = []
