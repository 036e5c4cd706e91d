"""Where a company is, and how to reach it: 本社所在地, 郵便番号, 電話番号."""

import re

from domain.text import InvalidInput, fold_width

PREFECTURES = (
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
)
OVERSEAS = "国外"


def accept_head_office(text: str) -> str:
    """Return one of the 47 prefectures or 国外; raises `InvalidInput` for all else."""
    place = text.strip()
    if place not in {*PREFECTURES, OVERSEAS}:
        raise InvalidInput("本社所在地を選択してください。")
    return place


def accept_postal_code(text: str, *, overseas: bool) -> str:
    """Return a postal code: `100-0001`, or abroad 1 to 16 of A-Z, 0-9, space and hyphen.

    Raises `InvalidInput`.
    """
    code = fold_width(text).upper()
    if overseas:
        return _overseas_postal_code(code)
    match = re.fullmatch("〒? *([0-9]{3})[ -]*([0-9]{4})", code)
    if match is None:
        raise InvalidInput("郵便番号は「100-0001」のように7桁の数字で入力してください。")
    return f"{match[1]}-{match[2]}"


def accept_telephone(text: str, *, overseas: bool) -> str:
    """Return a telephone number.

    In Japan 10 or 11 digits that begin with 0, hyphens where they were typed, brackets and spaces
    as hyphens; abroad `+` and 7 to 15 digits (ITU-T E.164). Raises `InvalidInput`.
    """
    typed = fold_width(text)
    if overseas:
        return _overseas_telephone(typed)
    number = re.sub("[ ()-]+", "-", typed).strip("-")
    if not re.fullmatch("0[0-9]{9,10}", number.replace("-", "")):
        raise InvalidInput(
            "電話番号は「03-1234-5678」のように、0から始まる10桁または11桁の数字で入力してください。"
        )
    return number


def _overseas_postal_code(code: str) -> str:
    if not re.fullmatch("(?=.*[A-Z0-9])[A-Z0-9 -]{1,16}", code):
        raise InvalidInput("郵便番号は16文字以内の半角英数字で入力してください。")
    return code


def _overseas_telephone(typed: str) -> str:
    number = re.sub("[ ().-]", "", typed)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise InvalidInput(
            "電話番号は「+1 212 555 0100」のように、+と国番号から始めて入力してください。"
        )
    return number
