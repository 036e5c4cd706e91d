"""What a contact is shown of an application: the same in page, mail and terms of use."""

from datetime import timedelta

import pytest

from db.demo.seeding import NOTICE, seed
from db.enrolment.mail_facts import load_mail_facts
from db.tables.enrolment import Consent, TermsVersion
from db.terms import current_terms, load_version
from domain.enrolment.disclosure import LABELS
from mail.contact_letters import Request
from rig.applications import FORM, Applications, now
from rig.lives.standings import go_on, hand_it_over
from rig.site import Site
from rig.visitor import words
from tests.web.approval_pages import approval_path
from web.terms.document import articles


async def rows_of_page(site: Site, path: str) -> dict[str, str]:
    page = await site.get(path)
    rows = [(words(row.find("dt")), words(row.find("dd"))) for row in page.tree.iter("div")]
    return {label: value for label, value in rows if label}


async def test_page_and_mail_show_the_same(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    shown = await rows_of_page(site, await approval_path(applications, number))
    mailed = dict(Request.of(await load_mail_facts(number, 1)).rows)
    assert list(mailed) == list(LABELS.values())
    assert mailed["法人番号"] == FORM.corporate_number
    assert mailed["申請者"] == f"{FORM.manager_department} {FORM.manager_name}"
    for label, value in mailed.items():
        assert shown[label].startswith(value.replace("[", "").replace("]", "")), label


async def test_the_time_of_the_application_is_not_that_of_a_later_hand_over(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    first = (await load_mail_facts(number, 1)).applied_at
    path = await approval_path(applications, number)
    shown = await rows_of_page(site, path)
    await hand_it_over(number)
    await go_on(applications, number)
    later = await rows_of_page(site, await approval_path(applications, number))
    assert later["申請日時"] == shown["申請日時"]
    assert (await load_mail_facts(number, 2)).applied_at == first


@pytest.mark.usefixtures("pool")
async def test_the_terms_list_all_that_is_shown() -> None:
    terms = await current_terms(now())
    (fourth,) = [one for one in articles(terms.body) if one.heading.startswith("第4条")]
    said = "".join(fourth.paragraphs)
    for label in LABELS.values():
        assert label in said, label
    for more in (
        "部署名と氏名",
        "同じ名前の登録企業",
        "同じメールドメインからの申請の件数",
        "引き継",
    ):
        assert more in said
    (english,) = [one for one in articles(terms.body_english) if "Article 4" in one.heading]
    for part in ("katakana", "corporate number", "department and name", "time of the application"):
        assert part in "".join(english.paragraphs)


@pytest.mark.usefixtures("pool")
async def test_the_terms_promise_to_tell_of_a_suspension_also_after_a_dispute() -> None:
    terms = await current_terms(now())
    (ninth,) = [one for one in articles(terms.body) if one.heading.startswith("第9条")]
    assert "心当たりがないと申し出たとき" in "".join(ninth.paragraphs)
    assert "ID管理ユーザーにメールで知らせます" in "".join(ninth.paragraphs)


async def test_whoever_consented_to_the_first_version_has_a_month_and_keeps_that_consent(
    applications: Applications,
) -> None:
    """A house from before the second version: seeding again adds it, and changes nothing else."""
    await TermsVersion.delete().where(TermsVersion.version == 2)
    number = await applications.invited()
    first = await load_version(1)
    await seed(now())
    assert (await current_terms(now())).version == 1
    assert (await current_terms(NOTICE.after(now()) + timedelta(minutes=1))).version == 2
    assert await load_version(1) == first
    consents = await Consent.select(Consent.terms_version).where(Consent.application == number)
    assert consents == [{"terms_version": 1}]
