"""What a case is known by, and what is a case at all."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from db import outbox, troubles
from db.console.cases import subject_of
from db.console.stopped import GoesOnError, discard_news, load_stopped, try_again
from db.enrolment.facts import load_facts
from db.tables.administration import ConsoleAct
from db.tables.operation import Outbox
from domain.needs import TroubleKind
from rig.applications import WHY, Applications, now


async def test_a_review_is_a_case_of_its_own(applications: Applications) -> None:
    reviewed = await load_facts(await applications.under_review())
    assert subject_of(reviewed) == f"review:{reviewed.review}"


async def test_any_other_case_is_that_of_the_application(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    assert subject_of(await load_facts(number)) == number


async def test_what_goes_on_has_not_stopped(applications: Applications) -> None:
    number = await applications.invited()
    with pytest.raises(LookupError, match=f"nothing is wrong with {number}"):
        await load_stopped(number)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("act", [try_again, discard_news])
async def test_two_who_act_at_once_on_what_stopped_do_it_once(
    act: Callable[..., Awaitable[object]],
) -> None:
    await outbox.tell("change-99", "start", now())
    await troubles.note("change-99", TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", now())
    outcomes = await asyncio.gather(
        *(act("change-99", WHY, now()) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(outcome, GoesOnError) for outcome in outcomes) == 1
    assert await ConsoleAct.count() == 1


async def test_what_has_no_news_has_none_to_be_discarded(applications: Applications) -> None:
    number = await applications.invited()
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: DiskFullError 53100", now())
    waiting = await Outbox.count().where(Outbox.process == number)
    with pytest.raises(GoesOnError):
        await discard_news(number, WHY, now())
    assert await Outbox.count().where(Outbox.process == number) == waiting > 0
