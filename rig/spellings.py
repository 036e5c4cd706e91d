"""Names of companies, and how people write them who look for them: the same for every search."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A registered name with its reading, and what has to find it.

    `same`: the whole name in other characters, which is the very same name. `parts`: what only
    contains or reads so, or is mistaken for it.
    """

    name: str
    kana: str
    same: tuple[str, ...]
    parts: tuple[str, ...]


NAMES = (
    Written(
        "株式会社壽屋",
        "コトブキヤ",
        ("寿屋", "壽屋", "㈱寿屋", "寿屋（株）", "株式会社　寿屋"),
        ("ことぶきや", "ｺﾄﾌﾞｷﾔ", "ブキヤ", "kotobukiya", "Ｋｏｔｏｂｕｋｉ"),
    ),
    Written(
        "髙濱釀造株式会社",
        "タカハマジョウゾウ",
        ("高浜醸造", "髙浜釀造", "高濱醸造㈱"),
        (
            "浜醸",
            "醸造 高浜",
            "醸造　髙濱",
            "たかはま",
            "takahama",
            "takahamajozo",
            "takahama jouzou",
        ),
    ),
    Written(
        "有限会社ニツ葉龜麵",
        "フタツバカメメン",
        ("ニツ葉亀麺", "ﾆﾂ葉亀麺", "にっ葉龜麺"),
        ("二ツ葉亀麺", "葉亀", "亀麺", "hutatsuba", "フタツバ"),
    ),
)
