"""What administrators do about applications: list, show, decide (product.md, "Screening")."""

from datetime import datetime

from db.dossier import load_dossier, load_reviews
from db.reviews import QueuedReview, Verdict, decide_review, queue
from domain.business_calendar import format_jst
from domain.refusals import NothingToReviewError
from domain.screening import Reason, explain
from domain.stages import ReviewCause, Stage
from inforex import words
from inforex.arguments import PROGRAM, Command, Decide, ListQueue, Show
from inforex.dossier_page import show_dossier
from inforex.history import told
from inforex.screen import Screen
from workflows.display import WAITS_FOR


class RefusedError(Exception):
    """What was asked for cannot be done and nothing was changed; the text says why."""


async def run(command: Command, screen: Screen, now: datetime) -> None:
    """Do what was typed, on the database that is open; raises `RefusedError`."""
    match command:
        case ListQueue():
            await list_queue(screen)
        case Show(number):
            await show(number, screen)
        case Decide(number, verdict):
            await decide(number, verdict, screen, now)


async def list_queue(screen: Screen) -> None:
    """Print what waits for an administrator, the longest waiting first."""
    waiting = await queue()
    if not waiting:
        screen.say("管理者の判断を待っている申請はありません。")
        return
    screen.table(("受付番号・いつから", "企業名", "理由"), map(_line, waiting))
    screen.say(f"{len(waiting)}件あります。詳しくは: {PROGRAM} applications show 受付番号")


async def show(application_number: str, screen: Screen) -> None:
    """Print everything about one application."""
    try:
        dossier = await load_dossier(application_number)
    except LookupError as error:
        raise _unknown(application_number) from error
    show_dossier(dossier, screen)


async def decide(application_number: str, verdict: Verdict, screen: Screen, now: datetime) -> None:
    """Record a decision, and print what happens next."""
    try:
        await decide_review(application_number, verdict, now)
    except NothingToReviewError as error:
        raise RefusedError(await _moved_on(application_number, error.stage)) from error
    except LookupError as error:
        raise _unknown(application_number) from error
    screen.say(f"受付番号 {application_number} を「{words.VERDICTS[verdict.choice]}」としました。")
    screen.say(words.HAPPENS_NEXT[verdict.choice])


def _line(review: QueuedReview) -> tuple[str, str, str]:
    reasons = [words.CAUSES[review.cause]]
    if review.cause is ReviewCause.SCREENING:
        reasons += [f"・{explain(Reason(reason))}" for reason in dict.fromkeys(review.reasons)]
    since = f"{review.application_number}\n{format_jst(review.opened_at)}"
    return since, review.company_name, "\n".join(reasons)


async def _moved_on(application_number: str, stage: Stage) -> str:
    """Tell where the application stands, and who decided about it before."""
    reviews = await load_reviews(application_number)
    lines = [
        f"受付番号 {application_number} は、管理者の判断を待っていません。何も変更していません。",
        f"現在の状態: {WAITS_FOR[stage]}",
    ]
    lines += [
        f"{format_jst(review.decided_at)}の判断: {told(review.verdict)}"
        for review in reviews[-1:]
        if review.verdict is not None and review.decided_at is not None
    ]
    return "\n".join(lines)


def _unknown(application_number: str) -> RefusedError:
    return RefusedError(f"受付番号 {application_number} の申請はありません。番号をご確認ください。")
