"""代表JANメーカーコード: the GS1 company prefix (7, 9 or 10 digits) that begins a maker's codes.

Sources: facts.md, "JAN maker codes"; GS1's list of prefixes; GS1's table of company prefix lengths.
"""

import re

from domain.identifiers import mod10_3_1
from domain.text import InvalidInput
from domain.typed_numbers import digits_of

_LENGTHS = (7, 9, 10)
_NEVER_LENT = re.compile(
    "00000"  # in-store numbers, and what would collide with GTIN-8
    "|02|04|2"  # restricted circulation
    "|05|98|99"  # coupons and refunds
    "|95[0-4679]|96"  # GS1 Global Office; 955 is Malaysia, 958 Macao
    "|97[789]"  # ISSN, ISBN
)


class WholeCodePasted(InvalidInput):
    """A whole product code was given; `candidates` are the maker codes it may begin with."""

    def __init__(self, candidates: tuple[str, ...]) -> None:
        super().__init__(
            "商品のコード全体が入力されました。含まれているJANメーカーコードを選んでください。"
        )
        self.candidates = candidates


def accept_jan_maker_code(text: str) -> str:
    """Return a typed maker code as 7, 9 or 10 digits, without separators.

    A whole JAN (13 digits) or UPC (12) with a right check digit raises `WholeCodePasted`, all
    else that is no maker code `InvalidInput`.
    """
    digits = digits_of(text)
    if not re.fullmatch("[0-9]+", digits):
        raise InvalidInput("JANコードの頭7桁、9桁または10桁を数字で入力してください。")
    if len(digits) in {12, 13}:
        raise _whole_code(digits.zfill(13))
    if len(digits) not in _LENGTHS:
        raise _wrong_length(len(digits))
    _refuse_prefix_of_others(digits)
    return digits


def overlaps(a: str, b: str) -> bool:
    """Tell whether two maker codes can claim the same product: equal, or one begins the other."""
    return a.startswith(b) or b.startswith(a)


def _whole_code(gtin13: str) -> InvalidInput:
    if gtin13[-1] != str(mod10_3_1(gtin13[:-1])):
        return InvalidInput(
            "最後の1桁（チェックデジット）が合いません。商品のJANコードをご確認のうえ、"
            "頭7桁、9桁または10桁のJANメーカーコードを入力してください。"
        )
    _refuse_prefix_of_others(gtin13)
    return WholeCodePasted(tuple(gtin13[:length] for length in _plausible_lengths(gtin13)))


def _plausible_lengths(gtin13: str) -> tuple[int, ...]:
    """Return the lengths its maker code may have; GS1's table leaves little choice for Japan."""
    if re.match("49|45[0-5]", gtin13):
        return (7,)
    if re.match("45[6-8]", gtin13):
        return (9,)
    # Of 459, GS1 Japan lends 9 and, since August 2021, 10 digits.
    return (9, 10) if gtin13.startswith("459") else _LENGTHS


def _wrong_length(length: int) -> InvalidInput:
    match length:
        case 6:
            return InvalidInput(
                "6桁のコード（JAN短縮タイプ用）は登録できません。"
                "標準タイプのJANコードの頭7桁、9桁または10桁を入力してください。"
                "UPCの6桁のコードは、先頭に0を付けて7桁で入力してください。"
            )
        case 8:
            return InvalidInput(
                "8桁のJANコード（短縮タイプ）は登録できません。"
                "標準タイプ（13桁）のJANコードの頭7桁、9桁または10桁を入力してください。"
            )
        case 11:
            return InvalidInput(
                "11桁のコードは登録できません。JANコードの頭7桁、9桁または10桁を入力してください。"
                "UPCの場合は、商品のコード12桁をすべて入力してください。"
            )
        case _:
            return InvalidInput(
                "桁数が{length}桁です。JANコードの頭7桁、9桁または10桁を入力してください。",
                length=length,
            )


def _refuse_prefix_of_others(digits: str) -> None:
    if _NEVER_LENT.match(digits):
        raise InvalidInput(
            "{prefix}で始まる番号は、店内用、クーポン、書籍・雑誌などの番号で、"
            "メーカーに貸与されません。商品のJANコードの頭7桁、9桁または10桁を入力してください。",
            prefix=digits[:3],
        )
