"""Rows from before a change of the rules get the keys of today."""

import hashlib

import pytest

from db.companies.search import search_companies
from db.demo.seeding import _add_company
from db.name_keys import renew_keys
from db.tables.companies import Company, CompanyKey
from db.tables.enrolment import FormRevision
from db.tables.imports import RegisteredCorporation
from domain.company_names import loose_search_key, search_key
from domain.kanji_forms import FOLDED
from rig.applications import Applications, now

RENEWED_FOR = "eb846d8384daf4b3"
"""The forms for which a migration renewed the keys."""


def test_whatever_is_folded_the_rows_of_today_were_renewed_for() -> None:
    folded = repr(sorted(FOLDED.items())).encode()
    assert hashlib.sha256(folded).hexdigest()[:16] == RENEWED_FOR, (
        "other forms than before: a migration has to call renew_keys() again"
    )


@pytest.mark.usefixtures("pool")
async def test_a_company_from_before_is_found_by_the_new_form() -> None:
    await _add_company(900, "株式会社壽屋", "コトブキヤ", "東京都", "4512345", now=now())
    await _add_company(901, "有限會社豐島屋", "トシマヤ", "東京都", "4512346", now=now())
    await keep_old_keys("株式会社壽屋", "壽屋", "壽屋")
    await keep_old_keys("有限會社豐島屋", "有限會社豐島屋", "有限會社豐島屋")
    assert (await search_companies("寿屋")).companies == ()
    await renew_keys()
    await renew_keys()
    assert [each.name for each in (await search_companies("寿屋")).companies] == ["株式会社壽屋"]
    rows = await Company.raw("SELECT name, search_key, loose_search_key FROM company")
    for row in rows:
        assert row["search_key"] == search_key(row["name"])
        assert row["loose_search_key"] == loose_search_key(row["name"])


async def keep_old_keys(name: str, key: str, loose: str) -> None:
    await Company.raw(
        "UPDATE company SET search_key = {}, loose_search_key = {} WHERE name = {}",
        key,
        loose,
        name,
    )
    await CompanyKey.raw("DELETE FROM company_key WHERE key = {}", loose_search_key(name))


async def test_a_form_from_before_is_compared_by_the_new_form(applications: Applications) -> None:
    number = await applications.submitted()
    await FormRevision.raw(
        "UPDATE form_revision SET company_name = '寶酒造株式会社', loose_search_key = '寶酒造'"
    )
    await renew_keys()
    row = await FormRevision.select().where(FormRevision.application == number).first()
    assert row is not None
    assert row["loose_search_key"] == "宝酒造"


@pytest.mark.usefixtures("pool")
async def test_a_registered_corporation_from_before_is_too() -> None:
    await RegisteredCorporation.raw(
        """
        INSERT INTO registered_corporation
            (corporate_number, name, loose_search_key, head_office, updated_on)
        VALUES ('1234567890123', '壽屋', '壽屋', '東京都', '2026-01-01'),
            ('1234567890124', '東屋', '東屋', '東京都', '2026-01-01')
        """
    )
    await renew_keys()
    keys = await RegisteredCorporation.select(RegisteredCorporation.loose_search_key).output(
        as_list=True
    )
    assert sorted(keys) == sorted(["寿屋", "東屋"])
