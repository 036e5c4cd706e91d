"""What a company is registered with, put right by an administrator."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.company_data import CompanyLeftError
from db.console.companies import CompanyCard
from db.console.company_correction import (
    NothingToCorrectError,
    NumberTakenError,
    Registered,
    correct_company,
)
from db.console.sessions import Staff
from domain.company_data import HeadOffice, Identity
from domain.company_names import accept_company_name
from domain.corporate_numbers import accept_corporate_number
from domain.jan_codes import WholeCodePasted, accept_jan_maker_code
from domain.kana import accept_kana
from domain.places import (
    OVERSEAS,
    PREFECTURES,
    accept_head_office,
    accept_postal_code,
    accept_telephone,
)
from domain.text import InvalidInput, accept_line
from web.console.acts import ActPage, read_why, show_act
from web.console.companies.pages import BY_ID, PATH, page_of
from web.console.lists import optional
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

LABELS = {
    "name": "企業名",
    "name_kana": "企業名カナ",
    "corporate_number": "法人番号",
    "postal_code": "郵便番号",
    "head_office": "本社所在地",
    "address": "住所",
    "telephone": "電話番号",
    "jan_maker_code": "代表JANメーカーコード",
}
NOTHING = "登録されている内容と同じです。訂正する項目を変更してください。"
LEFT = "この企業は退会したため、訂正できません。"


@get(f"{PATH}/correction", dependencies=BY_ID)
async def show_correction(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str]:
    """Show what is registered, to be changed."""
    return await _page(
        request, staff, company, Form({name: getattr(company, name) or "" for name in LABELS})
    )


@post(f"{PATH}/correction", dependencies=BY_ID)
async def correct(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Write it anew, or say what stands against it."""
    form = await read_form(request)
    right, why = _understand(form), read_why(form, staff)
    if right is not None and why is not None:
        try:
            await correct_company(company.company_id, right, why, now)
        except NothingToCorrectError:
            form.add_error("", NOTHING)
        except CompanyLeftError:
            form.add_error("", LEFT)
        except NumberTakenError as error:
            form.add_error(error.field, _taken(error))
    if form.ok:
        return see_other(page_of(company.company_id))
    return await _page(request, staff, company, form)


def _understand(form: Form) -> Registered | None:
    """Understand every field, noting all errors; what the company never had may stay empty."""
    overseas = form.typed("head_office") == OVERSEAS
    rules: dict[str, Callable[[str], str | None]] = {
        "name": accept_company_name,
        "name_kana": optional(partial(accept_kana, most=200)),
        "corporate_number": optional(accept_corporate_number),
        "postal_code": optional(partial(accept_postal_code, overseas=overseas)),
        "head_office": accept_head_office,
        "address": optional(partial(accept_line, most=200)),
        "telephone": optional(partial(accept_telephone, overseas=overseas)),
        "jan_maker_code": optional(_accept_maker_code),
    }
    got = {name: form.accept(name, rule, label=LABELS[name]) for name, rule in rules.items()}
    if not form.ok:
        return None
    texts = {name: value or "" for name, value in got.items()}
    return Registered(
        Identity(texts["name"], texts["name_kana"], got["jan_maker_code"]),
        got["corporate_number"],
        HeadOffice(
            texts["postal_code"], texts["head_office"], texts["address"], texts["telephone"]
        ),
    )


def _accept_maker_code(text: str) -> str:
    """Name the codes that a pasted whole code may contain, since here nobody chooses one."""
    try:
        return accept_jan_maker_code(text)
    except WholeCodePasted as error:
        raise InvalidInput(
            "商品のコード全体が入力されました。含まれているJANメーカーコード（{codes}）を入力してください。",
            codes="、".join(error.candidates),
        ) from error


def _taken(error: NumberTakenError) -> InvalidInput:
    return InvalidInput(
        "この番号は、企業ID {company_id} の企業に登録されています。"
        "どちらが正しいかご確認ください。",
        company_id=error.company_id,
    )


async def _page(
    request: Request[Any, Any, Any], staff: Staff, company: CompanyCard, form: Form
) -> Response[str]:
    act = ActPage(
        "企業情報を訂正する",
        ("登録された情報は、すぐに変わります。訂正前の内容は、操作の記録に残ります。",),
        back=page_of(company.company_id),
        shown=(("企業ID", company.company_id),),
    )
    places = [(place, place) for place in (*PREFECTURES, OVERSEAS)]
    return await show_act(
        request, staff, act, form, "console/companies/correction.html", labels=LABELS, places=places
    )
