"""What administrators do about applications: list, show, decide (product.md, "Screening")."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime

from db.console.queue import Case, QueueQuery, load_queue
from db.console.refusals import why_refused
from db.enrolment.dossier import load_dossier, load_reviews
from db.enrolment.facts import load_facts
from db.enrolment.reviews import Verdict, decide_review
from domain.business_calendar import format_jst
from domain.enrolment.stages import Stage
from domain.refusals import NothingToReviewError, RefusalError
from domain.text import InvalidInput
from inforex.application_acts import ActOn, At
from inforex.application_arguments import Command, Decide, ListQueue, Show, add_actions
from inforex.command import PROGRAM, Add, RefusedError, on_database
from inforex.dossier_page import show_dossier
from inforex.history import told
from inforex.screen import Screen
from settings import WrongSettingError
from texts import applications as words
from texts.needs import NEEDS, explain_need
from texts.processes import name_process


def add_arguments(add: Add) -> None:
    """Add `applications` with its actions."""
    parser = add(
        "applications",
        help="申請を確認し、判断する",
        description="対応が必要な申請を確認し、判断します。",
    )
    add_actions(parser)
    parser.set_defaults(do=_do)


def _do(typed: Namespace, environment: Mapping[str, str]) -> None:
    command: Command = typed.understand(typed)
    on_database(run(command, Screen(), At(datetime.now(UTC), environment)), environment)


async def run(command: Command, screen: Screen, at: At) -> None:
    """Do what was typed, on the database that is open; raises `RefusedError`."""
    match command:
        case ListQueue():
            await list_queue(screen)
        case Show(number):
            await show(number, screen)
        case Decide(number, verdict):
            await decide(number, verdict, screen, at.now)
        case ActOn():
            await act_on(command, screen, at)


async def list_queue(screen: Screen) -> None:
    """Print what needs a person, as the console's queue does, the longest waiting first."""
    page = await load_queue(QueueQuery())
    if not page.cases:
        screen.say("対応が必要な申請はありません。")
        return
    screen.table(("番号・いつから", "企業名", "理由", "担当"), map(_line, page.cases))
    count = sum(page.waiting.values())
    shown = "" if page.next is None else f"長く待っている{len(page.cases)}件を表示しました。"
    screen.say(f"{count}件あります。{shown}詳しくは: {PROGRAM} applications show 受付番号")


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


async def act_on(command: ActOn, screen: Screen, at: At) -> None:
    """Do one of the console's acts, and say that it was done."""
    number = command.application_number
    try:
        await command.do(at)
    except RefusalError as error:
        facts = await load_facts(number)
        raise RefusedError(
            f"受付番号 {number}: {why_refused(error)}何も変更していません。\n"
            f"現在の状態: {words.WAITS_FOR[facts.stage]}"
        ) from error
    except (InvalidInput, WrongSettingError) as error:
        raise RefusedError(str(error)) from error
    except LookupError as error:
        raise await _missing(number) from error
    screen.say(command.said)


def _line(case: Case) -> tuple[str, str, str, str]:
    of = case.application_number or (
        f"企業ID {case.company_id}" if case.company_id else case.details[0]
    )
    why = "\n".join((NEEDS[case.need], *(f"・{s}" for s in explain_need(case.need, case.details))))
    in_hand = "" if case.in_hand is None else case.in_hand.person_name
    return f"{of}\n{format_jst(case.since)}", case.company_name or _about(case), why, in_hand


def _about(case: Case) -> str:
    return name_process(case.details[0]) if case.application_number is None else ""


async def _moved_on(application_number: str, stage: Stage) -> str:
    """Tell where the application stands, and who decided about it before."""
    reviews = await load_reviews(application_number)
    lines = [
        f"受付番号 {application_number} は、管理者の判断を待っていません。何も変更していません。",
        f"現在の状態: {words.WAITS_FOR[stage]}",
    ]
    lines += [
        f"{format_jst(review.decided_at)}の判断: {told(review.verdict)}"
        for review in reviews[-1:]
        if review.verdict is not None and review.decided_at is not None
    ]
    return "\n".join(lines)


async def _missing(application_number: str) -> RefusedError:
    """What an act did not find: the application itself, or what it led to."""
    try:
        await load_facts(application_number)
    except LookupError:
        return _unknown(application_number)
    return RefusedError(
        f"受付番号 {application_number} に、その対象はありません。"
        f"「{PROGRAM} applications show {application_number}」でご確認ください。"
    )


def _unknown(application_number: str) -> RefusedError:
    return RefusedError(f"受付番号 {application_number} の申請はありません。番号をご確認ください。")
