"""What the commonest acts ask of the database: a statement more is a decision, not an accident."""

from collections.abc import Awaitable

import httpx

from db.enrolment.application_form import save_draft, submit_form, verify_address
from db.mailing.sending import claim_while_true
from domain.enrolment.stages import ReviewChoice
from domain.tokens import Purpose
from rig.applications import HASH, Applications, another_form, now
from rig.site import Site
from tests.statements import statements
from tests.web.approval_pages import approval_path

EXPECTED = {
    "the link is asked for": 18,
    "the address is proved": 8,
    "the draft is kept": 6,
    "the form is submitted": 9,
    "the form is screened": 17,
    "the request's mail is taken": 11,
    "the request is opened": 4,
    "「承認する」 is pressed": 9,
    "the IDs are issued": 18,
    "the status page is opened": 11,
    "an administrator clears": 8,
}
"""With BEGIN and COMMIT; the nudge of Temporal, which follows the answer of a page, is apart."""


async def click(site: Site, path: str, button: str) -> Awaitable[httpx.Response]:
    """Open a page; gives what pressing its button sends, and nothing that comes after."""
    form, _ = (await site.get(path)).form_of(button)
    fields = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
    return site.client.post(path, data=fields, follow_redirects=False)


async def test_the_commonest_acts_cost_no_more_statements_than_they_need(
    site: Site, applications: Applications
) -> None:
    counts: dict[str, int] = {}

    async def count(act: str, doing: Awaitable[object]) -> None:
        async with statements() as gathered:
            await doing
        counts[act] = len(gathered)

    reviewed = await applications.under_review("a@maker.example")
    await applications.invited("b@maker.example")
    await count("the link is asked for", applications.asks_for_the_link("c@maker.example"))
    number = await applications.invited()
    await count("the address is proved", verify_address(number, now()))
    await count("the draft is kept", save_draft(number, {}, HASH, now()))
    form = another_form()
    submitting = submit_form(number, form, link_generation=1, now=now())
    await count("the form is submitted", submitting)
    steps, order = applications.steps, applications.order(number)
    await count("the form is screened", steps.screen(order))
    taking = claim_while_true(f"{number}/approval_request/1", applications.settings.policy, now())
    await count("the request's mail is taken", taking)
    path = await approval_path(applications, number)
    await count("the request is opened", site.get(path))
    clicking = await click(site, f"{path}/approve", "承認する")
    token = await applications.token(Purpose.STATUS, number)
    await count("「承認する」 is pressed", clicking)
    await count("the IDs are issued", steps.issue_ids(order))
    await count("the status page is opened", site.get(f"/status/{token}"))
    clearing = applications.review(reviewed, ReviewChoice.CLEAR)
    await count("an administrator clears", clearing)
    assert counts == EXPECTED
