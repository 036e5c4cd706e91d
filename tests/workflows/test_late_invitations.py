"""An invitation that could not go in time: nothing expires, and its ten days are whole."""

from datetime import timedelta

from temporalio.api.enums.v1 import EventType

from db.enrolment.facts import load_facts
from domain.enrolment.stages import Stage
from rig.applications import now
from rig.workflows.life import Life

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def test_what_temporal_hears_of_after_its_deadline_is_sent_and_has_its_ten_days(
    life: Life,
) -> None:
    number = await life.applications.invited(at=now() - 12 * DAY)
    await life.hear()
    await life.mails_sent("invitation/1")
    await _has_its_ten_days(life, number)


async def test_what_no_mail_server_took_before_its_deadline_is_sent_and_has_its_ten_days(
    life: Life,
) -> None:
    number = await life.applications.invited(at=now() - 8 * DAY)
    life.postman.away = True
    await life.hear()
    await life.after(number, 3 * DAY)
    assert life.postman.sent == []
    assert (await load_facts(number)).stage is Stage.INVITED
    history = await life.history(number)
    steps = [event for event in history.events if event.event_type == _MARKER]
    assert len(steps) < 10, "it looks again and again"
    life.postman.away = False
    await life.after(number, 2 * timedelta(hours=1))
    await life.mails_sent("invitation/1")
    await life.hear()
    await _has_its_ten_days(life, number)


_MARKER = EventType.EVENT_TYPE_MARKER_RECORDED


async def _has_its_ten_days(life: Life, number: str) -> None:
    """From now on all is as if it had been asked for at this moment."""
    deadline = (await load_facts(number)).deadline
    assert deadline is not None
    assert deadline > now() + 10 * DAY - MINUTE
    await life.until(number, deadline - 3 * DAY - MINUTE)
    assert life.postman.sent == ["invitation/1"]
    await life.until(number, deadline - 3 * DAY)
    await life.mails_sent("invitation/1", "invitation_reminder/1")
    await life.until(number, deadline - MINUTE)
    assert (await load_facts(number)).stage is Stage.INVITED
    await life.until(number, deadline)
    assert await life.ends(number) is Stage.EXPIRED
