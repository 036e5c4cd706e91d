"""What can be typed after `inforex applications`, understood into one typed command."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from db.enrolment.reviews import Verdict
from domain.enrolment.stages import Part, ReviewChoice
from inforex.application_acts import ActOn, add_acts
from inforex.application_hands import add_hands
from inforex.who_and_why import add_number, add_why, why_of


@dataclass(frozen=True)
class ListQueue:
    """Show what needs a person."""


@dataclass(frozen=True)
class Show:
    """Show everything about one application."""

    application_number: str


@dataclass(frozen=True)
class Decide:
    """Decide about one application under review."""

    application_number: str
    verdict: Verdict


Command = ListQueue | Show | Decide | ActOn


def add_actions(parser: ArgumentParser) -> None:
    """Add every action; its default `understand` makes its `Command` of what was typed."""
    actions = parser.add_subparsers(title="操作", required=True, metavar="ACTION")
    add = partial(actions.add_parser, formatter_class=RawDescriptionHelpFormatter)
    _add_reading(add)
    _add_deciding(add)
    add_acts(add)
    add_hands(add)


def _add_reading(add: Callable[..., ArgumentParser]) -> None:
    queue = add(
        "list",
        help="対応が必要な申請の一覧",
        description="管理画面の一覧と同じく、対応が必要な申請を、いつから、なぜ必要か、\n"
        "担当は誰かとともに、長く待っている順に表示します。",
    )
    queue.set_defaults(understand=lambda _: ListQueue())
    show = add(
        "show",
        help="一つの申請のすべて",
        description="一つの申請のすべてを表示します。現在の状態、申請内容とその変更、審査で見つかった\n"
        "こと、判断の記録、メール、お知らせの予定です。",
    )
    add_number(show)
    show.set_defaults(understand=lambda typed: Show(typed.number))


def _add_deciding(add: Callable[..., ArgumentParser]) -> None:
    clear = add(
        "clear",
        help="問題なしとして進め、卸担当者へ確認を依頼する",
        description="申請を問題なしとして進め、卸担当者へ確認を依頼します。\n"
        "「取引がない」「心当たりがない」との連絡の後は、あらためて依頼します。",
    )
    _add_decision(clear, ReviewChoice.CLEAR, reason="理由。記録に残り、メールには載りません")
    back = add(
        "return",
        help="申請者へ差し戻し、修正を求める",
        description="申請者へ差し戻します。指定した箇所が修正されると、もう一度審査します。",
    )
    back.add_argument(
        "--parts",
        type=_parts,
        required=True,
        metavar="PART[,PART…]",
        help=f"修正を求める箇所: {', '.join(Part)}",
    )
    _add_decision(back, ReviewChoice.RETURN, reason="理由。申請者へメールで知らせます")
    decline = add(
        "decline",
        help="却下して終了する",
        description="申請を却下して終了し、理由を申請者へメールで知らせます。",
    )
    _add_decision(decline, ReviewChoice.DECLINE, reason="理由。申請者へメールで知らせます")


def _add_decision(parser: ArgumentParser, choice: ReviewChoice, *, reason: str) -> None:
    add_number(parser)
    add_why(parser, reason)

    def understand(typed: Namespace) -> Decide:
        parts = getattr(typed, "parts", ())
        return Decide(typed.number, Verdict(choice, why_of(typed), parts))

    parser.set_defaults(understand=understand)


def _parts(text: str) -> tuple[Part, ...]:
    named = {name.strip() for name in text.split(",")}
    unknown = sorted(named - set(Part))
    if unknown:
        raise ArgumentTypeError(
            f"{unknown[0]!r} という箇所はありません。{', '.join(Part)} から選んでください。"
        )
    return tuple(part for part in Part if part in named)
