"""A case of the queue is given to a colleague."""

from db.console.cases import in_hand, take
from db.console.queue import QueueQuery, load_queue
from db.tables.operation import AuditEvent
from rig.applications import FORM, Applications
from rig.companies import change_asked_for
from rig.console.staff import logged_in, person_of
from rig.members import id_manager
from rig.site import Site

QUEUE = "/console/applications"


async def test_a_case_is_given_to_a_colleague_from_the_queue(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    helper = await person_of(site, "helpdesk")
    await person_of(site, "viewer")
    await logged_in(site)
    page = await site.get((await site.get(QUEUE)).link(f"変更（{number}の担当）"))
    assert "見学 三郎" not in page.text, "who only sees works on no case"
    page = await site.press(page, "担当を決める", 担当者=str(helper.administrator))
    assert page.path == QUEUE
    (case,) = (await load_queue(QueueQuery())).cases
    assert case.in_hand is not None
    assert case.in_hand.person_name == "窓口 京子"
    assert await AuditEvent.exists().where(AuditEvent.tag == "administrator:case:assign")


async def test_a_case_about_a_company_is_given_too(site: Site, applications: Applications) -> None:
    await change_asked_for(await id_manager(applications))
    me = await logged_in(site)
    (case,) = (await load_queue(QueueQuery())).cases
    page = await site.get(f"/console/cases/{case.subject}")
    assert FORM.company_name in page.text
    await site.press(page, "担当を決める", 担当者=str(me.administrator))
    assert await in_hand(case.subject) is not None


async def test_who_comes_second_is_told_and_nothing_changes(
    site: Site, applications: Applications
) -> None:
    await applications.under_review()
    helper, me = await person_of(site, "helpdesk"), await logged_in(site)
    (case,) = (await load_queue(QueueQuery())).cases
    page = await site.get(f"/console/cases/{case.subject}")
    await take(case.subject, helper.administrator, site.clock.now)
    page = await site.press(page, "担当を決める", 担当者=str(me.administrator))
    assert page.status == 422
    assert "窓口 京子" in page.text
    holder = await in_hand(case.subject)
    assert holder is not None
    assert holder.administrator == helper.administrator


async def test_who_may_not_work_on_cases_is_given_none(
    site: Site, applications: Applications
) -> None:
    await applications.under_review()
    viewer = await person_of(site, "viewer")
    await logged_in(site)
    (case,) = (await load_queue(QueueQuery())).cases
    token = {"csrf_token": (await _token(site)), "to": str(viewer.administrator)}
    for to in (token["to"], "somebody"):
        page = await site.post(f"/console/cases/{case.subject}", token | {"to": to})
        assert set(page.errors) == {"to"}
    assert await in_hand(case.subject) is None
    assert (await site.get("/console/cases/review:999")).status == 404


async def _token(site: Site) -> str:
    await site.get("/")
    return str(site.client.cookies["__Host-csrf"])
