"""A person's own data as one file: for members, and by an administrator for an applicant."""

import io
import json
import re
import zipfile
from typing import Any, get_args

import pytest
from httpx import Response

from db.enrolment.application_form import save_draft, verify_address
from db.identity.login_records import Outcome
from db.tables.administration import ConsoleAct
from db.tables.enrolment import WholesalerQuestion
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag
from domain.enrolment.form import LABELS, Missing
from domain.enrolment.stages import CLOSED, WAITS, Choice, Part, ReviewChoice
from domain.mail_kinds import Audience, MailKind
from rig.applications import APPLICANT, CONTACT, FORM, HASH, Applications, now
from rig.console.acts import GROUND
from rig.console.staff import logged_in
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import AS_A_BROWSER
from tests.web.test_login import log_in
from tests.web.translatable import JAPANESE, OF_ACCOUNTS
from web.language import Language, translate
from web.own_data import own_data_file
from web.state_texts import ROLES

BUTTON = "ご自身の情報をダウンロード"
SECRETS = ("argon2", "password_hash", "token", "secret", "code_hash")


def files_of(answer: Response) -> tuple[str, dict[str, Any]]:
    """The page and the JSON of the file that was given."""
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    return unpacked(answer.content)


def unpacked(content: bytes) -> tuple[str, dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        page, data = sorted(file.namelist())
        assert page.endswith(".html")
        assert data.endswith(".json")
        return file.read(page).decode(), json.loads(file.read(data))


async def own_file(site: Site) -> tuple[str, dict[str, Any]]:
    form, _ = (await site.get("/profile")).form_of(BUTTON)
    token = form.find(".//input[@name='csrf_token']")
    assert token is not None
    fields = {"csrf_token": token.get("value") or ""}
    return files_of(await site.client.post("/profile/own-data", data=fields, headers=AS_A_BROWSER))


async def with_everything(site: Site, applications: Applications) -> tuple[Ids, Ids]:
    """An ID manager, and a colleague who is logged in and had a failed try."""
    manager = await id_manager(applications)
    ids = await colleague(manager)
    await log_in(site, ids, password="a wrong password")
    await log_in(site, ids)
    return manager, ids


async def test_member_gets_all_of_the_own_data_to_read_and_for_programs(
    site: Site, applications: Applications
) -> None:
    _, ids = await with_everything(site, applications)
    page, data = await own_file(site)
    account = await ids.account()
    (own,) = data["account"]
    assert own["person_name"] == account.person_name
    assert own["mail_address"] == account.mail_address
    assert [login["outcome"] for login in data["logins"]] == ["wrong_password", "succeeded"]
    assert len(data["sessions"]) == 1
    for shown in (account.person_name, account.mail_address, "パスワードの誤り", "利用中"):
        assert shown in page
    assert await AuditEvent.exists().where(
        AuditEvent.tag == "member:own_data:download", AuditEvent.account_id == ids.account_id
    )


async def test_nothing_of_other_people_and_no_secret_is_in_it(
    site: Site, applications: Applications
) -> None:
    manager, _ = await with_everything(site, applications)
    page, data = await own_file(site)
    written = page + json.dumps(data, ensure_ascii=False)
    other = await manager.account()
    for theirs in (other.person_name, other.mail_address, CONTACT, FORM.contact_name, *SECRETS):
        assert theirs not in written, theirs


async def test_page_of_the_file_asks_nobody_for_anything(
    site: Site, applications: Applications
) -> None:
    await with_everything(site, applications)
    page, _ = await own_file(site)
    for asking in ("<script", "<link", "<img", "src=", "url("):
        assert asking not in page


async def test_page_of_the_file_speaks_english(site: Site, applications: Applications) -> None:
    await with_everything(site, applications)
    await site.get("/?lang=en")
    form, _ = (await site.get("/profile")).form_of(translate(BUTTON, "en"))
    token = form.find(".//input[@name='csrf_token']")
    assert token is not None
    fields = {"csrf_token": token.get("value") or ""}
    page, _ = files_of(
        await site.client.post("/profile/own-data", data=fields, headers=AS_A_BROWSER)
    )
    assert '<html lang="en">' in page
    assert "Your own data at Inforex" in page


async def test_administrator_gets_an_applicants_own_data_on_request(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await logged_in(site)
    page = await site.get(f"/console/applications/{number}")
    form = await site.get(page.link("申請者本人のデータを書き出す"))
    refused = await site.press(form, "書き出す", 理由="開示のご依頼")
    assert (refused.status, set(refused.errors)) == (422, {"evidence"})
    token = form.form_of("書き出す")[0].find(".//input[@name='csrf_token']")
    assert token is not None
    fields = {
        "csrf_token": token.get("value") or "",
        "reason": "開示のご依頼",
        "evidence": GROUND.evidence,
    }
    answer = await site.client.post(
        f"/console/applications/{number}/own-data", data=fields, headers=AS_A_BROWSER
    )
    written, data = files_of(answer)
    assert data["application"][0]["mail_address"] == APPLICANT
    assert data["forms"][0]["manager_name"] == FORM.manager_name
    assert {mail["recipient"] for mail in data["mails"]} == {APPLICANT}
    everything = written + json.dumps(data, ensure_ascii=False)
    for theirs in (CONTACT, FORM.contact_name, FORM.contact_department, *SECRETS):
        assert theirs not in everything, theirs
    (act,) = await ConsoleAct.select().where(ConsoleAct.application == number)
    assert (act["tag"], act["reason"]) == ("administrator:own_data:export", "開示のご依頼")


async def file_of_applicant(site: Site, number: str) -> tuple[str, dict[str, Any]]:
    await logged_in(site)
    path = f"/console/applications/{number}/own-data"
    await site.get(path)
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "reason": "開示のご依頼",
        "evidence": GROUND.evidence,
    }
    return files_of(await site.client.post(path, data=fields, headers=AS_A_BROWSER))


async def test_what_the_applicant_asked_and_was_answered_is_in_the_file(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review(APPLICANT)
    await applications.review(number, ReviewChoice.RETURN, (Part.COMPANY,))
    await WholesalerQuestion.insert(
        WholesalerQuestion(
            application=number, missing="wholesaler", name="北国食品卸", note="窓口は鈴木様"
        )
    )
    page, data = await file_of_applicant(site, number)
    (question,), (review,) = data["questions"], data["reviews"]
    assert (question["asked_for"], question["answer"]) == ("北国食品卸", "")
    assert (review["choice"], bool(review["reason"])) == ("return", True)
    assert "見つからないもの: 認証先卸" in page
    assert "鈴木様" not in page + json.dumps(data, ensure_ascii=False)


async def test_draft_in_an_applicants_file_has_every_field_but_the_contacts(
    site: Site, applications: Applications
) -> None:
    number = await applications.invited(APPLICANT)
    await verify_address(number, now())
    typed = {name: f"typed as {name}" for name in LABELS} | {"wholesaler_id": "1"}
    await save_draft(number, typed, HASH, now())
    page, data = await file_of_applicant(site, number)
    draft = {each["field"]: each["typed"] for each in data["draft"]}
    contacts = {name for name in LABELS if name.startswith("contact")}
    assert set(draft) == set(LABELS) - contacts
    assert draft["wholesaler_id"] == "見本食品卸株式会社"
    assert draft["address"] == "typed as address"
    everything = page + json.dumps(data, ensure_ascii=False)
    for theirs in contacts:
        assert typed[theirs] not in everything, theirs
    assert "項目: 法人番号" in page


CODED: dict[str, list[str]] = {
    "stage": sorted(WAITS | CLOSED),
    "role": list(ROLES),
    "outcome": list(get_args(Outcome)),
    "choice": [*Choice, ReviewChoice.RETURN],
    "missing": list(Missing),
    "state": ["invited", "active", "stopped", "queued", "sent", "refused", "bounced", "void"],
    "language": ["ja", "en"],
    "kind": [kind for kind in MailKind if kind.audience in {Audience.APPLICANT, Audience.MEMBER}],
    "tag": list(AuditTag),
    "field": [name for name in LABELS if not name.startswith("contact")],
}


FOR_MEMBERS = CODED | {
    "kind": [kind for kind in MailKind if kind.audience is Audience.MEMBER],
    "tag": list(OF_ACCOUNTS),
}
"""What is in the files of members alone, who may read English."""


@pytest.mark.parametrize(("language", "coded"), [("ja", CODED), ("en", FOR_MEMBERS)])
def test_all_that_is_coded_has_its_words(language: Language, coded: dict[str, list[str]]) -> None:
    rows = [{name: value} for name, values in coded.items() for value in values]
    page, _ = unpacked(own_data_file({"account": rows}, "x", language, now()).content)
    words = re.findall(r"<li>[^:<]+: (.*)</li>", page)
    assert len(words) == len(rows)
    for row, word in zip(rows, words, strict=True):
        (code,) = row.values()
        assert word != code, row
        assert bool(JAPANESE.search(word)) is (language == "ja"), (row, word)
