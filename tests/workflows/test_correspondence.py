"""Mails to members go out once each, at a set rate."""

from datetime import timedelta

from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from domain.mail_kinds import MailKind
from rig.applications import now
from rig.members import id_manager
from rig.workflows.life import Life
from workflows.correspondence import BATCH_SIZE


async def letters_queued(life: Life, count: int) -> str:
    """Queue some mails that need no link; gives the process."""
    manager = await id_manager(life.applications)
    letters = [
        NewLetter(MailKind.PASSWORD_CHANGED, manager.company_id, None, "a@one.example", nth)
        for nth in range(1, count + 1)
    ]
    async with transaction():
        return await send_letters(letters, now())


async def _ends(life: Life, process: str) -> None:
    await life.skipper.client.get_workflow_handle(process).result()


async def test_every_mail_goes_out_once(life: Life) -> None:
    process = await letters_queued(life, 3)
    await life.relay.nudge(process)
    await _ends(life, process)
    assert sorted(life.postman.sent) == [f"password_changed/{nth}" for nth in (1, 2, 3)]


async def test_there_is_a_pause_after_so_many(life: Life) -> None:
    process = await letters_queued(life, 2 * BATCH_SIZE + 1)
    await life.relay.nudge(process)
    await life.has_sent(f"password_changed/{BATCH_SIZE}")
    await life.after(process, timedelta(minutes=1))
    await _ends(life, process)
    assert len(life.postman.sent) == len(set(life.postman.sent)) == 2 * BATCH_SIZE + 1
    history = await life.skipper.client.get_workflow_handle(process).fetch_history()
    timers = [e.timer_started_event_attributes for e in history.events]
    pauses = [t.start_to_fire_timeout.ToSeconds() for t in timers if t.timer_id]
    assert pauses == [60 * BATCH_SIZE / 300] * 2
