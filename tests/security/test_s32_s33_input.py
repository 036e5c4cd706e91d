"""What applicants type is taken as text, or refused (security.md S32, S33)."""

import re

import pytest

from db.tables.enrolment import FormRevision
from rig.applications import Applications
from rig.site import Site
from tests.web.walk import fill, to_form

UNWANTED = {
    "a carriage return": "\r",
    "a line feed": "\n",
    "a right-to-left override": "\u202e",
    "a bidi isolate": "\u2066",
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a byte order mark": "\ufeff",
    "NUL": "\x01",
    "a Hangul filler": "\u3164",
}
LINES = {
    "企業名": "company_name",
    "住所": "address",
    "認証先卸部署名": "contact_department",
    "認証先卸担当者名": "contact_name",
    "部署名": "manager_department",
    "氏名": "manager_name",
}


@pytest.mark.parametrize("character", UNWANTED.values(), ids=UNWANTED)
async def test_s32_unwanted_characters_are_refused_in_every_line(
    site: Site, applications: Applications, character: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, **dict.fromkeys(LINES, f"新規{character}食品"))
    assert set(page.errors) == set(LINES.values())


@pytest.mark.parametrize(
    ("label", "text", "field"),
    [
        ("代表JANメーカーコード", "4598765\n4598765", "jan_maker_code"),
        ("代表JANメーカーコード", "4598765\n9", "jan_maker_code"),
        ("代表JANメーカーコード", "4598765xx", "jan_maker_code"),
        ("代表JANメーカーコード", "٤٥٩٨٧٦٥", "jan_maker_code"),
        ("代表JANメーカーコード", "459876\u200bx", "jan_maker_code"),
        ("法人番号", "7000012050002\n1", "corporate_number"),
        ("郵便番号", "100-0001\r\nX-Header: y", "postal_code"),
        ("電話番号", "03-0000-1234\r\nBcc: a@b.example", "telephone"),
        ("認証先卸担当者メールアドレス", "a@b.example\r\nBcc: c@d.example", "contact_mail_address"),
        (
            "認証先卸担当者メールアドレス",
            "A <a@b.example> <c@d.example>",
            "contact_mail_address",
        ),
        ("認証先卸担当者メールアドレス", "a@mihon-оroshi.example", "contact_mail_address"),
        ("企業名カナ", "シン\u202eキ", "company_name_kana"),
    ],
)
async def test_s32_codes_and_addresses_match_as_a_whole(
    site: Site, applications: Applications, label: str, text: str, field: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, **{label: text})
    assert set(page.errors) == {field}


async def test_s33_markup_and_links_of_an_applicant_stay_text(
    site: Site, applications: Applications
) -> None:
    name = "<a href=https://evil.example>新規</a>\"'{{ 7*7 }}https://evil.example"
    form, _ = await to_form(site, applications)
    check = await fill(site, form, 企業名=name, 氏名="<script>alert(1)</script>")
    assert name in check.text
    done = await site.press(check, "申請する")
    assert name in done.text
    for page in (check, done):
        links = [e.get("href") or "" for e in page.tree.iter("a")]
        assert not any("evil" in link for link in links)
        assert not re.search("<script>alert", page.html)
    assert await FormRevision.exists().where(FormRevision.company_name == name)
