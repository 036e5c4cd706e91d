"""A wholesaler put on the register, or changed."""

from datetime import datetime
from functools import partial

from db.audit import ActReason
from db.console.wholesalers import (
    NameTakenError,
    WholesalerCard,
    WholesalerEntry,
    add_wholesaler,
    change_wholesaler,
)
from domain.company_names import accept_company_name
from domain.lengths import LONGEST_COMPANY_KANA
from domain.telephones import accept_telephone, is_overseas_telephone
from domain.text import InvalidInput, accept_kana
from web.console.acts import Act, ActPage, Do, Done, Refusals, nothing, says
from web.console.wholesalers.pages import LIST, PATH, open_wholesaler, page_of
from web.forms import Form, optional
from web.said import Said

FIELDS = "console/wholesalers/fields.html"

_REFUSALS: Refusals = {
    NameTakenError: says("同じ名前の卸が登録されています。一覧でご確認ください。", at="name")
}


_ADDED = Said(
    "卸を追加しました",
    (
        "続けて、担当者のメールドメインを追加してください。ドメインがない間は、申請が審査に回ります。",
    ),
)


def _adding(_: None) -> ActPage:
    return ActPage(
        "卸を追加する",
        (
            "続けて、担当者のメールドメインを追加してください。ドメインがない間は、申請が審査に回ります。",
        ),
        back=LIST,
        said=_ADDED,
    )


async def _listed(_: None) -> dict[str, str]:
    return {"listed": "yes"}


async def _add(_: None, form: Form) -> Do | None:
    entry = _understand(form)
    if entry is None:
        return None

    async def add(why: ActReason, now: datetime) -> Done:
        return Done(_ADDED, to=page_of(await add_wholesaler(entry, why, now)))

    return add


async def _registered(card: WholesalerCard) -> dict[str, str]:
    return {
        "name": card.name,
        "name_kana": card.name_kana,
        "telephone": card.telephone,
        "listed": "yes" if card.listed else "no",
    }


async def _change(card: WholesalerCard, form: Form) -> Do | None:
    entry = _understand(form)
    return None if entry is None else partial(change_wholesaler, card.wholesaler, entry)


def _changing(card: WholesalerCard) -> ActPage:
    return ActPage(
        "卸を変更する",
        (
            "申請フォームに表示しないようにしても、受付済みの申請はそのまま続きます。",
            f"この卸の回答を待っている申請は、{card.waiting}件です。",
        ),
        back=page_of(card.wholesaler),
        said=Said("卸の登録を変更しました", ("これからの申請と、電話での確認に使います。",)),
    )


def _understand(form: Form) -> WholesalerEntry | None:
    """Understand every field, noting all errors; None when there is any."""
    return form.complete(
        lambda take: WholesalerEntry(
            name=take("name", accept_company_name, "名前"),
            name_kana=take("name_kana", optional(_accept_kana), "読み") or "",
            telephone=take("telephone", _accept_telephone, "折り返し確認の電話番号"),
            listed=take("listed", _accept_listed, "申請フォームへの表示"),
        )
    )


def _accept_kana(text: str) -> str:
    return accept_kana(text, most=LONGEST_COMPANY_KANA)


def _accept_telephone(text: str) -> str:
    return accept_telephone(text, overseas=is_overseas_telephone(text))


def _accept_listed(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise InvalidInput("選択してください。")
    return text == "yes"


ADD = Act(
    path=f"{LIST}/new",
    about=nothing,
    page=_adding,
    read=_add,
    template=FIELDS,
    begin=_listed,
    refusals=_REFUSALS,
)
CHANGE = Act(
    path=f"{PATH}/change",
    about=open_wholesaler,
    page=_changing,
    read=_change,
    template=FIELDS,
    begin=_registered,
    refusals=_REFUSALS,
)
