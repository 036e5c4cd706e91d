"""The words in which the console says what it looked for."""

from collections.abc import Iterable

from domain.finding import Meaning
from domain.searches import By, WantedCompany

MEANINGS = {
    Meaning.NUMBER: "受付番号（一部を含む）",
    Meaning.COMPANY_ID: "企業ID",
    Meaning.ACCOUNT: "企業IDとアカウントID",
    Meaning.MAKER_CODE: "代表JANメーカーコード（先頭の一部を含む）",
    Meaning.PRODUCT_CODE: "商品のJANコード",
    Meaning.CORPORATE_NUMBER: "法人番号",
    Meaning.TELEPHONE: "電話番号（先頭の一部を含む）",
    Meaning.MAILBOX: "メールアドレス",
    Meaning.MAIL_PART: "メールアドレスまたはドメインの一部",
    Meaning.COMPANY_NAME: "企業・卸の名前または読み（一部を含む）",
    Meaning.PERSON_NAME: "氏名または読み（姓か名の先頭から）",
}
"""What the words of the one search box may be, by their meaning."""

_APPLICATION_CLUES = {
    By.NUMBER: "受付番号の一部",
    By.MAKER_CODE: "代表JANメーカーコード",
    By.PRODUCT_CODE: "商品のJANコード",
    By.CORPORATE_NUMBER: "法人番号",
    By.MAILBOX: "メールアドレス",
    By.MAIL_DOMAIN: "メールアドレスのドメイン",
    By.NAME: "企業名または読み",
}


def as_clues(bys: Iterable[By]) -> str:
    """As what the one field of the list of applications was understood."""
    return "、".join(_APPLICATION_CLUES[by] for by in bys)


def as_wanted(wanted: WantedCompany) -> str:
    """As what the one field of the list of companies was understood."""
    understood = (
        ("アカウントのメールアドレス", wanted.mail_address),
        ("企業ID、法人番号、JANコード", wanted.digits),
        ("企業名または読み", wanted.name),
    )
    return "、".join(name for name, value in understood if value)
