"""`clear`, `return` and `decline`: what is decided about an application under review."""

from db.audit import ActReason
from db.enrolment.dossier import load_reviews
from db.enrolment.reviews import Verdict, decide_review
from domain.business_calendar import format_jst
from domain.enrolment.stages import Part, ReviewChoice, Stage
from domain.refusals import NothingToReviewError
from domain.text import InvalidInput
from inforex.applications.acts import unknown
from inforex.applications.history import told
from inforex.command import At, Checked, RefusedError, command, option
from inforex.language import _
from inforex.who_and_why import by, number, reason
from texts import applications as words

TOLD = "理由。申請者へメールで知らせます"


@command(
    "clear",
    "問題なしとして進め、卸担当者へ確認を依頼する",
    "申請を問題なしとして進め、卸担当者へ確認を依頼します。\n"
    "「取引がない」「心当たりがない」との連絡の後は、あらためて依頼します。",
)
@number
@reason(required=True, help="理由。記録に残り、メールには載りません")
@by
async def clear(at: At, number: str, reason: str, by: str) -> None:
    """Have the wholesaler asked."""
    await decide(at, number, Verdict(ReviewChoice.CLEAR, ActReason(by, reason)))


def _parts(text: str) -> tuple[Part, ...]:
    named = {name.strip() for name in text.split(",")}
    unknown_parts = sorted(named - set(Part))
    if unknown_parts:
        raise InvalidInput(
            "「{name}」という箇所はありません。{parts} から選んでください。",
            name=unknown_parts[0],
            parts=", ".join(Part),
        )
    return tuple(part for part in Part if part in named)


@command(
    "return",
    "申請者へ差し戻し、修正を求める",
    "申請者へ差し戻します。指定した箇所が修正されると、もう一度審査します。",
)
@number
@option(
    "--parts",
    type=Checked(_parts),
    required=True,
    metavar="PART[,PART…]",
    help="修正を求める箇所: company, jan, wholesaler, manager",
)
@reason(required=True, help=TOLD)
@by
async def send_back(at: At, number: str, parts: tuple[Part, ...], reason: str, by: str) -> None:
    """Have the applicant correct it."""
    await decide(at, number, Verdict(ReviewChoice.RETURN, ActReason(by, reason), parts))


@command("decline", "却下して終了する", "申請を却下して終了し、理由を申請者へメールで知らせます。")
@number
@reason(required=True, help=TOLD)
@by
async def decline(at: At, number: str, reason: str, by: str) -> None:
    """End it."""
    await decide(at, number, Verdict(ReviewChoice.DECLINE, ActReason(by, reason)))


async def decide(at: At, number: str, verdict: Verdict) -> None:
    """Record a decision, and print what happens next; raises `RefusedError`."""
    try:
        await decide_review(number, verdict, at.now)
    except NothingToReviewError as error:
        raise RefusedError(await _moved_on(number, error.stage)) from error
    except LookupError as error:
        raise unknown(number) from error
    choice = _(words.VERDICTS[verdict.choice])
    at.screen.say(_("受付番号 {number} を「{choice}」としました。", number=number, choice=choice))
    at.screen.say(_(words.HAPPENS_NEXT[verdict.choice]))


async def _moved_on(number: str, stage: Stage) -> str:
    """Tell where the application stands, and who decided about it before."""
    lines = [
        _(
            "受付番号 {number} は、管理者の判断を待っていません。何も変更していません。",
            number=number,
        ),
        _("現在の状態: {stage}", stage=_(words.WAITS_FOR[stage])),
    ]
    lines += [
        _("{day}の判断: {told}", day=format_jst(review.decided_at), told=told(review.verdict))
        for review in (await load_reviews(number))[-1:]
        if review.verdict is not None and review.decided_at is not None
    ]
    return "\n".join(lines)
