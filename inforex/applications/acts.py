"""How an act of the console becomes a command: its number, its reason, and what is refused."""

from collections.abc import Awaitable, Callable

from db.audit import ActReason
from db.console.refusals import why_refused
from db.enrolment.facts import load_facts
from domain.refusals import RefusalError
from domain.text import InvalidInput
from inforex.command import PROGRAM, At, Command, RefusedError, command
from inforex.language import _, say_input
from inforex.who_and_why import KEPT, by, number, reason
from settings import WrongSettingError
from texts import applications as words

AS_IN_THE_CONSOLE = "管理画面の同じ操作と同じように記録します。"

Act = Callable[..., Awaitable[None]]
"""Does something to an application; gets its number, why, `At`, and what else was typed."""


def act(name: str, title: str) -> Callable[[Act], Command]:
    """Make a command of one of the console's acts."""

    def of(do: Act) -> Command:
        async def act_on(at: At, number: str, reason: str, by: str, **typed: object) -> None:
            await refusing(number, do(number, ActReason(by, reason), at, **typed))
            accepted(at, number, title)

        act_on.__dict__.update(do.__dict__)  # the options, as click's decorators leave them
        asked = number(reason(required=True, help=KEPT)(by(act_on)))
        return command(name, title, AS_IN_THE_CONSOLE)(asked)

    return of


def accepted(at: At, number: str, title: str) -> None:
    """Say that something is done, or will be by the workflow."""
    done = _("受付番号 {number}: {title}（受け付けました）", number=number, title=_(title))
    at.screen.say(done)


async def refusing(number: str, work: Awaitable[None]) -> None:
    """Do the work; raises `RefusedError` where it can't be done, with where the application is."""
    try:
        await work
    except RefusalError as error:
        facts = await load_facts(number)
        why = _(why_refused(error))
        raise RefusedError(
            _("受付番号 {number}: {why}何も変更していません。", number=number, why=why)
            + "\n"
            + _("現在の状態: {stage}", stage=_(words.WAITS_FOR[facts.stage]))
        ) from error
    except InvalidInput as error:
        raise RefusedError(say_input(error)) from error
    except WrongSettingError as error:
        raise RefusedError(str(error)) from error
    except LookupError as error:
        raise await _missing(number) from error


async def _missing(number: str) -> RefusedError:
    """What an act did not find: the application itself, or what it led to."""
    try:
        await load_facts(number)
    except LookupError:
        return unknown(number)
    return RefusedError(
        _(
            "受付番号 {number} に、その対象はありません。"
            "「{program} applications show {number}」でご確認ください。",
            number=number,
            program=PROGRAM,
        )
    )


def unknown(number: str) -> RefusedError:
    """There is no such application."""
    return RefusedError(
        _("受付番号 {number} の申請はありません。番号をご確認ください。", number=number)
    )
