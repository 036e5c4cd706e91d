"""What administrators decide about an application under review: clear, return, decline."""

from db.enrolment.reviews import Verdict, decide_review
from domain.enrolment.form import TITLES
from domain.enrolment.stages import Part, ReviewChoice
from texts.applications import HAPPENS_NEXT
from web.console.acts import Do
from web.console.application.act import ApplicationActPage
from web.console.application.dependencies import Opened
from web.forms import Form
from web.said import Said


def _deciding(opened: Opened, choice: ReviewChoice, parts: tuple[Part, ...] = ()) -> Do:
    return lambda why, now: decide_review(opened.number, Verdict(choice, why, parts), now)


async def _read_clear(opened: Opened, _: Form) -> Do:
    return _deciding(opened, ReviewChoice.CLEAR)


async def _read_decline(opened: Opened, _: Form) -> Do:
    return _deciding(opened, ReviewChoice.DECLINE)


async def _read_return(opened: Opened, form: Form) -> Do | None:
    parts = tuple(part for part in Part if form.typed(f"part_{part}"))
    for part in Part:
        form.accept(f"part_{part}", str)
    if not parts:
        form.add_error(f"part_{Part.COMPANY}", "修正してもらう箇所を、1つ以上選択してください。")
        return None
    return _deciding(opened, ReviewChoice.RETURN, parts)


async def _parts(_: Opened, __: Form) -> dict[str, object]:
    return {"parts": [(f"part_{part}", TITLES[part]) for part in Part]}


CLEAR = ApplicationActPage(
    title="問題なしとする",
    effects=(
        HAPPENS_NEXT[ReviewChoice.CLEAR],
        "理由は、申請者と卸担当者には知らされません。",
    ),
    button="問題なしとする",
    goes_on="問題なしとし、次の案件へ",
    said=Said("「問題なし」と記録しました", (HAPPENS_NEXT[ReviewChoice.CLEAR],)),
    read=_read_clear,
)
RETURN = ApplicationActPage(
    title="申請者へ差し戻す",
    effects=(
        HAPPENS_NEXT[ReviewChoice.RETURN],
        "理由は、そのまま申請者へのメールに記載されます。",
    ),
    button="差し戻す",
    goes_on="差し戻して、次の案件へ",
    said=Said("申請者へ差し戻しました", (HAPPENS_NEXT[ReviewChoice.RETURN],)),
    read=_read_return,
    template="return",
    more=_parts,
)
DECLINE = ApplicationActPage(
    title="申請を却下する",
    effects=(
        HAPPENS_NEXT[ReviewChoice.DECLINE],
        "理由は、そのまま申請者へのメールに記載されます。元に戻すことはできません。",
    ),
    button="却下する",
    goes_on="却下して、次の案件へ",
    said=Said("申請を却下しました", (HAPPENS_NEXT[ReviewChoice.DECLINE],)),
    read=_read_decline,
    danger=True,
)
