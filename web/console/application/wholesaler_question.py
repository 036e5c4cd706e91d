"""The answer to an applicant who misses a wholesaler, or a contact there, in the form."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.params import FromPath

from db.console.staff import Staff
from db.console.wholesaler_answers import answer_question
from db.enrolment.wholesaler_questions import Question, open_question
from db.enrolment.wholesalers import Wholesaler, listed_wholesalers
from domain.refusals import MovedOnError
from domain.text import InvalidInput
from texts.needs import MISSING
from web.console.acts import Act, ActPage, Do
from web.console.application.act import and_point_on, page_of, refused_page, shared_context
from web.console.application.dependencies import PATH, Opened, open_application
from web.context import Injected
from web.forms import Form
from web.said import Said
from web.wholesaler_choices import wholesaler_choices


@dataclass(frozen=True)
class OpenedQuestion(Opened):
    """An application, and what is missed in its form, if anything is."""

    question: Question | None


async def open_asked(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> OpenedQuestion:
    """Find what is asked; raises `NotFoundException`."""
    opened = await open_application(request, staff, number)
    return OpenedQuestion(**vars(opened), question=await open_question(opened.number))


async def _obstacle(opened: OpenedQuestion) -> Response[str] | None:
    """Who comes second reads who answered, and when."""
    if opened.question is not None:
        return None
    return await refused_page(opened, MovedOnError(opened.facts.stage))


_SAID = Said(
    "認証先卸について回答しました",
    (
        "申請者へ、理由と、下書きの続きを開く新しいリンクをメールで送ります。",
        "期限は、あらためて延長しました。",
    ),
)


def _page(opened: OpenedQuestion) -> ActPage:
    shown = page_of(
        opened,
        "認証先卸について回答する",
        (
            "一覧にない卸は、先に「卸」で追加し、ここで選んでください。",
            "追加できないときは、選ばずに、申請者に次にしていただくことを理由に書いてください。",
            "理由は、そのまま申請者へのメールに記載されます。",
            "メールには下書きの続きを開く新しいリンクが付き、期限はあらためて延長されます。",
        ),
        "回答する",
        _SAID,
    )
    if opened.question is None:
        return shown
    told = (MISSING[opened.question.missing], opened.question.name)
    note = (("そのほかに分かること", opened.question.note),) if opened.question.note else ()
    return ActPage(**vars(shown) | {"shown": (*shown.shown, told, *note)})


async def _read(opened: OpenedQuestion, form: Form) -> Do | None:
    offered = await listed_wholesalers()
    form.accept("wholesaler", partial(_accept, offered=offered), label="選べるようになった卸")
    if not form.ok:
        return None
    chosen = form.typed("wholesaler")
    answer = partial(
        answer_question,
        opened.number,
        int(chosen) if chosen else None,
        keys=opened.settings.link_keys,
        policy=opened.settings.policy,
    )
    return partial(and_point_on, opened, _SAID, lambda why, now: answer(why, now=now))


def _accept(text: str, *, offered: tuple[Wholesaler, ...]) -> None:
    if text and text not in {str(each.id) for each in offered}:
        raise InvalidInput("一覧から選択してください。")


async def _more(opened: OpenedQuestion, _: Form) -> dict[str, Any]:
    return {**await shared_context(opened), "wholesalers": await wholesaler_choices()}


ANSWER = Act(
    path=f"{PATH}/wholesaler",
    about=open_asked,
    page=_page,
    read=_read,
    template="console/application/wholesaler_answer.html",
    more=_more,
    obstacle=_obstacle,
    refused=refused_page,
)
