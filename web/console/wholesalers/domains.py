"""The mail domains of a wholesaler: added and removed one by one."""

from functools import partial
from typing import Any

from db.console.wholesalers import (
    DomainUnchangedError,
    WholesalerCard,
    add_domain,
    remove_domain,
)
from domain.text import InvalidInput
from domain.wholesaler_domains import accept_mail_domain
from web.console.acts import Act, ActPage, Do, says
from web.console.wholesalers.pages import PATH, open_wholesaler, page_of
from web.forms import Form
from web.said import Said


async def _add(card: WholesalerCard, form: Form) -> Do | None:
    domain = form.accept("domain", accept_mail_domain, label="メールドメイン")
    return None if domain is None else partial(add_domain, card.wholesaler, domain)


async def _remove(card: WholesalerCard, form: Form) -> Do | None:
    domain = form.accept("domain", _accept_choice, label="メールドメイン")
    return None if domain is None else partial(remove_domain, card.wholesaler, domain)


def _accept_choice(text: str) -> str:
    if not text:
        raise InvalidInput("選択してください。")
    return text


def _adding(card: WholesalerCard) -> ActPage:
    return ActPage(
        "メールドメインを追加する",
        (
            "このドメイン（サブドメインを含む）の担当者は、審査を待たずに取引を確認できるようになります。",
            "登録した電話番号などで、卸のドメインであることを確認してから追加してください。",
        ),
        back=page_of(card.wholesaler),
        said=Said(
            "メールドメインを追加しました",
            ("これからは、このドメインの担当者を書いた申請は、ドメインを理由に審査に回りません。",),
        ),
        shown=(("卸", card.name), ("電話番号", card.telephone or "なし")),
    )


def _removing(card: WholesalerCard) -> ActPage:
    return ActPage(
        "メールドメインを削除する",
        (
            "これからは、このドメインの担当者を書いた申請が審査に回ります。",
            "受付済みの申請はそのまま続きます。",
        ),
        back=page_of(card.wholesaler),
        said=Said(
            "メールドメインを削除しました",
            (
                "これからは、このドメインの担当者を書いた申請が審査に回ります。",
                "受付済みの申請はそのまま続きます。",
            ),
        ),
        shown=(("卸", card.name),),
        danger=True,
    )


async def _options(card: WholesalerCard, _: Form) -> dict[str, Any]:
    return {"options": [(domain, domain) for domain in card.domains]}


ADD = Act(
    path=f"{PATH}/domains/new",
    about=open_wholesaler,
    page=_adding,
    read=_add,
    template="console/wholesalers/domain.html",
    refusals={DomainUnchangedError: says("このドメインは、すでに登録されています。", at="domain")},
)
REMOVE = Act(
    path=f"{PATH}/domains/remove",
    about=open_wholesaler,
    page=_removing,
    read=_remove,
    template="console/wholesalers/domain_choice.html",
    more=_options,
    refusals={DomainUnchangedError: says("このドメインは、すでに削除されています。", at="domain")},
)
