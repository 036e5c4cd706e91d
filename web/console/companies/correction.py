"""The registered data of a company, corrected by an administrator."""

from collections.abc import Callable
from functools import partial

from db.company_data import CompanyLeftError
from db.console.companies import CompanyCard
from db.console.company_acts import (
    CompanyRegistration,
    NothingToCorrectError,
    NumberTakenError,
    correct_company,
)
from domain.companies.company_data import HeadOffice, Identity
from domain.company_names import accept_company_name
from domain.identifiers import accept_corporate_number
from domain.jan_codes import WholeCodePasted, accept_jan_maker_code
from domain.places import (
    OVERSEAS,
    PREFECTURES,
)
from domain.text import InvalidInput, accept_kana, trim
from web.application_form import office_rules
from web.console.acts import Act, ActPage, Do, says
from web.console.companies.pages import PATH, open_company, page_of
from web.forms import Form, Take, optional
from web.said import Said

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


async def _begin(company: CompanyCard) -> dict[str, str]:
    return {name: getattr(company, name) or "" for name in LABELS}


async def _read(company: CompanyCard, form: Form) -> Do | None:
    right = _understand(form)
    return None if right is None else partial(correct_company, company.company_id, right)


def _understand(form: Form) -> CompanyRegistration | None:
    """Understand every field, noting all errors; what the company never had may stay empty."""
    rules = office_rules(form)

    def make(take: Take) -> CompanyRegistration:
        name = take("name", accept_company_name, LABELS["name"])
        kana = take("name_kana", _or_empty(partial(accept_kana, most=200)), LABELS["name_kana"])
        number = take(
            "corporate_number", optional(accept_corporate_number), LABELS["corporate_number"]
        )
        office = HeadOffice(
            postal_code=take("postal_code", _or_empty(rules["postal_code"]), LABELS["postal_code"]),
            head_office=take("head_office", rules["head_office"], LABELS["head_office"]),
            address=take("address", _or_empty(rules["address"]), LABELS["address"]),
            telephone=take("telephone", _or_empty(rules["telephone"]), LABELS["telephone"]),
        )
        code = take("jan_maker_code", optional(_accept_maker_code), LABELS["jan_maker_code"])
        return CompanyRegistration(Identity(name, kana, code), number, office)

    return form.complete(make)


def _or_empty(rule: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: rule(text) if trim(text) else ""


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


def _page(company: CompanyCard) -> ActPage:
    return ActPage(
        "企業情報を訂正する",
        ("登録された情報は、すぐに変わります。訂正前の内容は、操作履歴に残ります。",),
        back=page_of(company.company_id),
        said=Said(
            "企業情報を訂正しました",
            ("訂正前と訂正後の内容を、操作履歴に残しました。",),
        ),
        shown=(("企業ID", company.company_id),),
    )


async def _more(*_: object) -> dict[str, object]:
    return {"labels": LABELS, "places": [(place, place) for place in (*PREFECTURES, OVERSEAS)]}


CORRECTION = Act(
    path=f"{PATH}/correction",
    about=open_company,
    page=_page,
    read=_read,
    template="console/companies/correction.html",
    begin=_begin,
    more=_more,
    refusals={
        NothingToCorrectError: says(
            "登録されている内容と同じです。訂正する項目を変更してください。"
        ),
        CompanyLeftError: says("この企業は退会したため、訂正できません。"),
        NumberTakenError: lambda error: (error.field, _taken(error)),
    },
)
