"""Fills a database with many applications in all stages, and the companies of a whole trade.

Everything is consistent with the constraints and looks like two years of use; the same seed
draws the same data. Names are put together from parts, so that their keys are those of the
product without folding a million names.
"""

import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from itertools import product
from pathlib import Path

import asyncpg

from bench.console_lives import Life, draw_life
from domain.business_calendar import JST
from domain.company_names import loose_search_key, search_key
from domain.identifiers import application_number, company_id
from domain.places import PREFECTURES

APPLICATIONS = 200_000
COMPANIES = 1_000_000
WHOLESALERS = 200
SEED = 20261122

FIRST_COMPANY = 2_000_000
"""A serial far above those of the demo data, and of whoever enrols in the bench."""

STATEMENTS = Path(__file__).with_suffix(".sql")

PLACES = "北海 青葉 朝日 東洋 日の出 富士 信濃 越後 近江 大和 浪速 播磨 瀬戸 土佐 筑後 薩摩"
HOUSES = (
    "山田 佐藤 田中 髙橋 渡邊 伊藤 小林 斎藤 木村 清水 丸三 ヤマト マルハ カネ吉 キッコー 丸文 松屋"
    " 竹中 梅本 桜井 藤原 鈴屋 亀井 鶴見 大黒 恵比寿 小川 本田 中島 長谷川 石井 岡本 和田 三浦 西村"
)
TRADES = (
    "食品 製菓 酒造 水産 フーズ 醤油 製麺 乳業 飲料 物産 農産 畜産 冷食 珈琲 製粉 味噌 海苔 漬物"
    " 豆腐 製茶"
)
BRANCHES = "本店 東部 西部 第一 第二 工房 本舗 総業 産業"
FORMS = ("株式会社{}", "{}株式会社", "有限会社{}", "{}", "合同会社{}")
MAILS = ("gmail.com", "yahoo.co.jp", "docomo.ne.jp", "nifty.com", "")
MAIL_WEIGHTS = (16, 9, 6, 9, 60)


@dataclass(frozen=True)
class Name:
    """A company name without its legal form, and its keys."""

    plain: str
    key: str
    loose: str


@dataclass(frozen=True)
class Drawn:
    """A row of the temporary table that the statements take everything else from."""

    number: str
    company_id: str | None
    mail_address: str
    company_name: str
    search_key: str
    loose_search_key: str
    head_office: str
    jan_maker_code: str
    corporate_number: str | None
    wholesaler: int
    contact: str
    contact_again: str
    dice: float


async def fill(url: str, now: datetime) -> None:
    """Fill a migrated database that holds the demo data; minutes on a small machine."""
    connection = await asyncpg.connect(url)
    try:
        wholesalers = await _wholesalers(connection)
        await connection.execute("SET session_replication_role = replica")
        indexes = await _drop_indexes(connection)
        await _companies(connection, now)
        await _draw(connection, wholesalers, now)
        for statement in STATEMENTS.read_text().split(";\n\n"):
            await connection.execute(statement)
        for index in indexes:
            await connection.execute(index)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _drop_indexes(connection: asyncpg.Connection) -> list[str]:
    """Drop what is quicker made again than kept up; gives the statements that make it."""
    rows = await connection.fetch(
        """
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_constraint WHERE conindid = indexrelid
        )
        """
    )
    for row in rows:
        await connection.execute(f"DROP INDEX {row['name']}")
    return [row["definition"] for row in rows]


async def _wholesalers(connection: asyncpg.Connection) -> list[int]:
    await connection.execute(
        """
        INSERT INTO certifying_wholesaler (name, search_key, telephone, listed)
        SELECT '第' || n || '卸株式会社', '第' || n || '卸', '', true
        FROM generate_series(1, $1::int) AS n ON CONFLICT DO NOTHING
        """.replace("$1", str(WHOLESALERS))
    )
    return [row["id"] for row in await connection.fetch("SELECT id FROM certifying_wholesaler")]


async def _companies(connection: asyncpg.Connection, now: datetime) -> None:
    """Companies that were taken over from the former service."""
    await connection.copy_records_to_table(
        "company",
        records=_company_rows(now),
        columns=(
            "company_id",
            "name",
            "search_key",
            "loose_search_key",
            "corporate_number",
            "head_office",
            "jan_maker_code",
            "name_kana",
            "postal_code",
            "address",
            "telephone",
            "enrolled_at",
        ),
    )


def _company_rows(now: datetime) -> Iterator[tuple[object, ...]]:
    dice = random.Random(SEED)  # noqa: S311 -- to be thrown again, not to be secret
    names = tuple(_names())
    for serial in range(COMPANIES):
        name = dice.choice(names)
        yield (
            company_id(FIRST_COMPANY + serial),
            dice.choice(FORMS).format(name.plain),
            name.key,
            name.loose,
            f"{2 + serial % 8}{serial:012d}",
            dice.choice(PREFECTURES),
            f"459{serial:07d}" if serial % 3 else None,
            *("",) * 4,
            now,
        )


async def _draw(connection: asyncpg.Connection, wholesalers: list[int], now: datetime) -> None:
    await connection.execute(
        "CREATE TEMP TABLE drawn (number text, company_id text, mail_address text,"
        " company_name text, search_key text, loose_search_key text, head_office text,"
        " jan_maker_code text, corporate_number text, wholesaler int, contact text,"
        " contact_again text, dice float, stage text, requested_at timestamptz,"
        " verified_at timestamptz, submitted_at timestamptz, review_cause text,"
        " reviewed_at timestamptz, verdict_at timestamptz, asked_at timestamptz,"
        " answered_at timestamptz, corrected_at timestamptz, asked_again_at timestamptz,"
        " answered_again_at timestamptz, stage_since timestamptz, deadline timestamptz)"
    )
    columns = [field.name for of in (Drawn, Life) for field in fields(of)]
    await connection.copy_records_to_table(
        "drawn", records=_drawn_rows(wholesalers, now), columns=columns
    )


def _drawn_rows(wholesalers: list[int], now: datetime) -> Iterator[tuple[object, ...]]:
    dice = random.Random(SEED + 1)  # noqa: S311 -- as above
    names = tuple(_names())
    # A few wholesalers vouch for most makers.
    weights = [1 / rank for rank in range(1, len(wholesalers) + 1)]
    for serial in range(1, APPLICATIONS + 1):
        life = draw_life(dice, now)
        (wholesaler,) = dice.choices(wholesalers, weights)
        name = dice.choice(names)
        enrolled = life.stage == "enrolled"
        drawn = Drawn(
            number=application_number(life.requested_at.astimezone(JST).date(), serial),
            company_id=company_id(FIRST_COMPANY + COMPANIES + serial) if enrolled else None,
            mail_address=f"tanto{serial}@{_domain(dice, serial)}",
            company_name=dice.choice(FORMS).format(name.plain),
            search_key=name.key,
            loose_search_key=name.loose,
            head_office=dice.choice(PREFECTURES),
            jan_maker_code=f"458{serial:06d}" if serial % 2 else f"49{serial % 100_000:05d}",
            corporate_number=f"1{serial:012d}" if serial % 3 else None,
            wholesaler=wholesaler,
            contact=f"shiire{dice.randrange(20)}@oroshi{wholesaler}.example",
            contact_again=f"eigyo{dice.randrange(20)}@oroshi{wholesaler}.example",
            dice=dice.random(),
        )
        yield (*astuple(drawn), *astuple(life))


def _names() -> Iterator[Name]:
    """Names that have no legal form and are as their keys have them, part by part."""
    words = (PLACES.split(), HOUSES.split(), TRADES.split(), ["", *BRANCHES.split()])
    for parts in product(*words):
        yield Name(
            "".join(parts),
            "".join(search_key(part) for part in parts),
            "".join(loose_search_key(part) for part in parts),
        )


def _domain(dice: random.Random, serial: int) -> str:
    (domain,) = dice.choices(MAILS, MAIL_WEIGHTS)
    return domain or f"maker{serial}.example"
