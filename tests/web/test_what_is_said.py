"""Stage by stage and reader by reader: what is said of an application is true, in both languages.

Every life is opened by each of its readers; whatever a page or mail claims is held against the
database. A stage, or a standing, that nobody wrote words for fails here.
"""

import re
from collections.abc import AsyncIterator

import pytest

from db.enrolment.facts import load_facts
from db.enrolment.mail_facts import load_mail_facts
from db.enrolment.status import load_status
from db.mailing.mails import ClaimedMail
from db.tables.enrolment import Link
from domain.enrolment.stages import Choice, ReturnCause, Stage
from domain.enrolment.standing import Circumstances, Standing, standing_of
from domain.tokens import Purpose
from mail.letters import letter_for
from mail.links import Links
from mail.rendering import render
from rig.applications import APPLICANT, CONTACT, Applications
from rig.applications import now as clock_now
from rig.lives.standings import LIVES, at_present, go_on
from rig.mail_reading import text_of
from rig.mail_specimens import HELPDESK, MAIL_FROM
from rig.site import Site
from rig.visitor import Page, words
from tests.web.claims import CLAIMS, TAKEN_BACK, World, all_texts, assert_true, english_of, world_of
from web.language import translate
from web.state_texts import STANDING_TEXTS
from web.wholesaler.texts import ENDED_TEXTS, HANDED_OVER_TEXTS, after_answer


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_standing_whatever_is_true_beside_it(stage: Stage) -> None:
    for cause in (None, *ReturnCause):
        for flags in ((), ("asked",), ("unreviewed", "turned_down"), ("suspended",), ("left",)):
            known = Circumstances(return_cause=cause, **dict.fromkeys(flags, True))
            assert standing_of(stage, known) in STANDING_TEXTS


def test_every_standing_has_words_for_every_reader_in_both_languages() -> None:
    assert set(STANDING_TEXTS) == set(ENDED_TEXTS) == set(HANDED_OVER_TEXTS) == set(Standing)
    for text in all_texts():
        assert translate(text, "en") != text


def test_an_answer_that_another_form_took_the_place_of_tells_of_nobody_elses_affairs() -> None:
    for choice, standing in (
        (Choice.APPROVE, Standing.ENROLLED),
        (Choice.DECLINE, Standing.REFUSED),
    ):
        own, past = (
            after_answer(choice, standing, superseded=superseded, disputed=False)
            for superseded in (False, True)
        )
        assert own != past


def test_every_standing_and_stage_has_its_life_here() -> None:
    assert {standing for standing, _ in LIVES.values()} == set(Standing) - {Standing.INVITED}


def test_no_claim_is_one_that_nothing_makes() -> None:
    made = [claim for claim, _ in CLAIMS if any(claim in text for text in all_texts())]
    assert {claim for claim, _ in CLAIMS} - set(made) == {
        "からお取引の確認をお願いしています",
        "承認されると、「【Inforex】会員登録完了",
    }, "and these two, which templates make"
    assert all(english_of(claim) for claim, _ in CLAIMS)


@pytest.mark.parametrize("life", LIVES)
async def test_every_reader_reads_what_is_true(
    site: Site, applications: Applications, life: str
) -> None:
    standing, live = LIVES[life]
    number = await live(site.clock, applications)
    await the_applicant_reads_what_is_true(site, applications, number, standing)
    await the_done_page_says_what_is_true_however_late_it_is_opened(site, applications, number)
    await the_contacts_read_what_is_true(site, applications, number)
    await the_receipt_of_the_form_says_what_is_true(site, applications, number)


async def the_applicant_reads_what_is_true(
    site: Site, applications: Applications, number: str, standing: Standing
) -> None:
    if not (await load_facts(number)).newest_link(Purpose.STATUS):
        return  # nobody has the link before the receipt; the done page is below
    now = at_present(site.clock)
    assert (await load_status(number)).standing(now) is standing
    world = await world_of(number, now)
    path = f"/status/{await applications.token(Purpose.STATUS, number)}"
    for language in ("ja", "en"):
        page = await site.get(f"{path}?lang={language}")
        said = STANDING_TEXTS[standing]
        assert translate(said.title, language) in page.text
        assert translate(said.text, language) in page.text
        assert_true(page.text, world, language)
        assert_offered(page, world)
        assert_ticked_only_where_it_went_well(page)


async def the_done_page_says_what_is_true_however_late_it_is_opened(
    site: Site, applications: Applications, number: str
) -> None:
    world = await world_of(number, at_present(site.clock))
    path = f"/apply/{await applications.token(Purpose.APPLY, number)}/done"
    for language in ("ja", "en"):
        page = await site.get(f"{path}?lang={language}")
        assert number in page.text
        assert_true(page.text, world, language)


async def the_contacts_read_what_is_true(
    site: Site, applications: Applications, number: str
) -> None:
    """Whoever was asked: who answered, who handed it over, who was named, who was given up."""
    world = await world_of(number, at_present(site.clock))
    async for link in approval_links(applications, number):
        for language in ("ja", "en"):
            page = await site.get(f"{link}?lang={language}")
            assert_true(page.text, world, language)
            may_answer = f"{link}/approve" in [a.get("href") for a in page.tree.iter("a")]
            assert not may_answer or world.may_be_answered


async def the_receipt_of_the_form_says_what_is_true(
    site: Site, applications: Applications, number: str
) -> None:
    """Whenever the mail goes, however late."""
    world = await world_of(number, at_present(site.clock))
    if not world.facts.newest_link(Purpose.STATUS):
        return  # it is queued with that link
    text = await receipt(applications, number)
    asks = world.facts.recorded is Stage.AWAITING_APPROVAL
    assert ("卸担当者へ、直接ご相談ください。" in text) == asks
    assert ("卸担当者へはメールをお送りしません" in text) == (
        world.facts.recorded is Stage.UNDER_REVIEW
    )
    assert ("承認されると" in text) == (asks or world.facts.recorded is Stage.UNDER_REVIEW)


async def receipt(applications: Applications, number: str) -> str:
    settings = applications.settings
    links = Links(settings.base_url, settings.link_keys, number, 1)
    letter = await letter_for("receipt", await load_mail_facts(number, 1), links)
    mail = ClaimedMail(
        key=f"{number}/receipt/1",
        process=number,
        kind="receipt",
        generation=1,
        revision=1,
        company=None,
        account=None,
        recipient=APPLICANT,
        salt=None,
        queued_at=clock_now(),
    )
    return text_of(render(letter, mail, mail_from=MAIL_FROM, helpdesk=HELPDESK, now=clock_now()))


async def approval_links(applications: Applications, number: str) -> AsyncIterator[str]:
    rows = await Link.select(Link.generation).where(
        Link.application == number, Link.purpose == Purpose.APPROVAL.value
    )
    for row in rows:
        token = await applications.token(Purpose.APPROVAL, number, row["generation"])
        yield f"/approval/{token}"


def assert_offered(page: Page, world: World) -> None:
    """What can be done is offered, and nothing else."""
    main = page.tree.find(".//main")
    assert main is not None
    links = {a.get("href") for a in main.iter("a")}
    assert ("/login" in links) == world.may_log_in
    assert ("/search" in links) <= (not world.may_log_in and (world.over or world.at(*TAKEN_BACK)))
    assert (f"{page.path}/correct" in links) == (world.at(Stage.RETURNED) and world.in_time)
    if f"{page.path}/withdraw" in links:
        assert world.facts.may_be_withdrawn


NO_SUCCESS = re.compile("不達|終了|修正のお願い|停止|理由：")


def assert_ticked_only_where_it_went_well(page: Page) -> None:
    for point in page.tree.iter("li"):
        if point.get("class") == "timeline-done" and page.tree.get("lang") == "ja":
            assert not NO_SUCCESS.search(words(point)), words(point)


async def test_the_page_that_asks_about_a_withdrawal_does_not_say_that_it_happened(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    path = f"/status/{await applications.token(Purpose.STATUS, number)}/withdraw"
    assert (await site.get(f"{path}?lang=en")).title.startswith("Do you want to withdraw")


async def test_no_reason_is_invented_for_no_trade(site: Site, applications: Applications) -> None:
    number = await applications.decided(Choice.NO_TRADE, "")
    await go_on(applications, number)
    await site.get("/?lang=ja")
    async for link in approval_links(applications, number):
        assert "管理者に伝えたいこと" not in (await site.get(link)).text
    facts = await load_mail_facts(number, 1)
    assert facts.reason == ""
    assert facts.contact_mail_address == CONTACT
