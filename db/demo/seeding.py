"""What a first walk needs: made-up companies and wholesalers, terms, and an administrator."""

from datetime import datetime
from pathlib import Path

from db.audit import ActReason
from db.console.administrators import AlreadyAdministratorError, NewPerson, add_person
from db.engine import transaction
from db.enrolment.wholesalers import add_wholesaler
from db.tables.companies import Company
from db.terms import add_terms, versions
from domain.company_names import loose_search_key, search_key
from domain.console_roles import Role
from domain.durations import Duration
from domain.identifiers import company_id
from domain.passwords import hash_password, new_first_password

HERE = Path(__file__).parent

# Name with legal form, kana, head office, JAN maker code.
COMPANIES = (
    ("テストメーカー", "テストメーカー", "東京都", "4512345"),
    ("株式会社見本製菓", "ミホンセイカ", "大阪府", "4512346"),
    ("例示醸造株式会社", "レイジジョウゾウ", "兵庫県", "4512347"),
    ("有限会社架空水産", "カクウスイサン", "北海道", "4512348"),
    ("合同会社ひながた食品", "ヒナガタショクヒン", "愛知県", "451234901"),
    ("髙﨑サンプル珈琲株式会社", "タカサキサンプルコーヒー", "群馬県", "451234902"),
    ("サンプル乳業株式会社", "サンプルニュウギョウ", "長野県", "4912345"),
    ("サンプル乳業株式会社", "サンプルニュウギョウ", "熊本県", "4912346"),
    ("みほん農業協同組合", "ミホンノウギョウキョウドウクミアイ", "新潟県", "4912347"),
    ("Example Confectionery Co., Ltd.", "エグザンプルコンフェクショナリー", "国外", "5012345"),
)

# Name with legal form, kana, telephone for calling back, mail domains.
WHOLESALERS = (
    ("見本食品卸株式会社", "ミホンショクヒンオロシ", "03-0000-0001", ("mihon-oroshi.example",)),
    (
        "例示菓子販売株式会社",
        "レイジカシハンバイ",
        "06-0000-0002",
        ("reiji-kashi.example", "reiji-group.example"),
    ),
    ("架空酒類流通株式会社", "カクウシュルイリュウツウ", "052-000-0003", ("kakuu-shurui.example",)),
    ("ひながた商事株式会社", "ヒナガタショウジ", "092-000-0004", ("hinagata-shoji.example",)),
    ("サンプル物産株式会社", "サンプルブッサン", "011-000-0005", ("sample-bussan.example",)),
    (
        "東日本見本フーズ株式会社",
        "ヒガシニホンミホンフーズ",
        "022-000-0006",
        ("higashi-mihon.example",),
    ),
)

NOTICE = Duration.parse("31d")
"""How long before it takes effect a new version is announced (terms, article 13: a month)."""

# Far below the serials that applications get.
FIRST_SERIAL = 1

FIRST = NewPerson("admin@inforex.example", "管理 一郎", Role.ADMINISTRATOR)
WHY = ActReason(done_by="command line", reason="デモデータ")


async def seed(now: datetime) -> None:
    """Add whatever of the demo data is missing."""
    async with transaction():
        await _add_terms(now)
        for name, kana, telephone, domains in WHOLESALERS:
            await add_wholesaler(name, kana, telephone, domains)
        for serial, row in enumerate(COMPANIES, FIRST_SERIAL):
            await _add_company(serial, *row, now=now)


async def _add_terms(now: datetime) -> None:
    """Add both versions; whoever has consented to the first has a month before the second."""
    known = await versions()
    for version, name, effective_from in (
        (1, "terms", now),
        (2, "terms_2", NOTICE.after(now) if known else now),
    ):
        japanese, english = ((HERE / f"{name}_{it}.txt").read_text() for it in ("ja", "en"))
        await add_terms(version, japanese, english, effective_from)


async def _add_company(  # noqa: PLR0913 -- the columns of the table above
    serial: int, name: str, kana: str, head_office: str, jan_maker_code: str, *, now: datetime
) -> None:
    await Company.insert(
        Company(
            company_id=company_id(serial),
            name=name,
            name_kana=kana,
            search_key=search_key(name),
            loose_search_key=loose_search_key(name),
            head_office=head_office,
            jan_maker_code=jan_maker_code,
            enrolled_at=now,
        )
    ).on_conflict(target=Company.company_id, action="DO NOTHING")


async def add_administrator(now: datetime) -> str | None:
    """Add the administrator and give the first password, this once; None if there is one."""
    first = new_first_password()
    try:
        await add_person(FIRST, hash_password(first), WHY, now)
    except AlreadyAdministratorError:
        return None
    return first
