"""`inforex applications note`: what only people of the console read."""

from functools import partial

from db.audit import ActSubject
from db.console.cases import add_note
from db.enrolment.facts import load_facts
from domain.lengths import LONGEST_NOTE
from domain.text import accept_text
from inforex.applications.acts import refusing
from inforex.command import At, Checked, command, option
from inforex.language import _
from inforex.who_and_why import by, number

NOTE = Checked(partial(accept_text, most=LONGEST_NOTE))


@command("note", "メモを残す", "管理画面の人だけが読むメモを残します。")
@number
@option("--text", type=NOTE, required=True, metavar="TEXT", help="メモ")
@by
async def note(at: At, number: str, text: str, by: str) -> None:
    """Leave a note."""

    async def add() -> None:
        await load_facts(number)
        await add_note(ActSubject(number), text, written_by=by, administrator=0, now=at.now)

    await refusing(number, add())
    at.screen.say(_("受付番号 {number} にメモを残しました。", number=number))
