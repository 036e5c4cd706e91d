"""The fields of the form in English mails, in the words of the English form."""

from collections.abc import Mapping

ENGLISH_FIELDS: Mapping[str, str] = {
    "企業名": "Company name",
    "企業名カナ": "Company name in kana",
    "法人番号": "Corporate number",
    "郵便番号": "Postal code",
    "本社所在地": "Location of head office",
    "住所": "Address",
    "電話番号": "Telephone number",
    "代表JANメーカーコード": "Representative JAN maker code",
    "認証先卸企業名": "Certifying wholesaler",
    "認証先卸部署名": "Wholesaler’s department",
    "認証先卸担当者名": "Wholesaler’s contact",
    "認証先卸担当者メールアドレス": "Contact’s e-mail address",
    "部署名": "Department",
    "氏名": "Name",
    "氏名カナ": "Name in katakana or Latin letters",
    "企業情報": "Company",
    "代表JAN": "Representative JAN",
    "認証先卸情報": "Certifying wholesaler",
    "ID管理ユーザー情報": "ID manager",
    "記入なし": "Not given",
}
"""By the Japanese label of a field, title of a part, or word in the place of a value."""
