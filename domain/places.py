"""Where a company is: 本社所在地, 郵便番号."""

import re

from domain.text import InvalidInput, trim
from domain.typed_numbers import fold_number

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
    place = trim(text)
    if place not in {*PREFECTURES, OVERSEAS}:
        raise InvalidInput("本社所在地を選択してください。")
    return place


def accept_postal_code(text: str, *, overseas: bool) -> str:
    """Return a postal code: `100-0001`, or abroad 1 to 16 of A-Z, 0-9, space and hyphen.

    Raises `InvalidInput`.
    """
    code = fold_number(text).upper()
    if overseas:
        return _overseas_postal_code(code)
    match = re.fullmatch("〒? *([0-9]{3})[ -]*([0-9]{4})", code)
    if match is None:
        raise _no_postal_code(code)
    return f"{match[1]}-{match[2]}"


def _no_postal_code(code: str) -> InvalidInput:
    if re.fullmatch("[0-9]{5,6}", code):
        return InvalidInput(
            "先頭の0が抜けているようです。"
            "郵便番号は「060-0001」のように7桁の数字で入力してください。"
        )
    return InvalidInput("郵便番号は「100-0001」のように7桁の数字で入力してください。")


def _overseas_postal_code(code: str) -> str:
    if not re.fullmatch("(?=.*[A-Z0-9])[A-Z0-9 -]{1,16}", code):
        raise InvalidInput("郵便番号は16文字以内の半角英数字で入力してください。")
    return code
