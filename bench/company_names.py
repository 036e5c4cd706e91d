"""Makes up names of companies, with their readings, as long-tailed as real ones.

A few places, families and trades are in very many names, and most names are nobody else's. The
same seed draws the same names. Keys are put together from those of the parts.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from domain.company_names import loose_search_key

FORMS = ("株式会社{}", "{}株式会社", "有限会社{}", "合同会社{}", "{}")
FORM_WEIGHTS = (40, 25, 20, 10, 5)

PLACES = """
    東京/トウキョウ 日本/ニッポン 大阪/オオサカ 関西/カンサイ 北海道/ホッカイドウ 東海/トウカイ
    京都/キョウト 九州/キュウシュウ 横浜/ヨコハマ 東洋/トウヨウ 中央/チュウオウ 東北/トウホク
    名古屋/ナゴヤ 神戸/コウベ 福岡/フクオカ 札幌/サッポロ 広島/ヒロシマ 仙台/センダイ
    沖縄/オキナワ 富士/フジ 新潟/ニイガタ 静岡/シズオカ 千葉/チバ 埼玉/サイタマ 信州/シンシュウ
    北陸/ホクリク 中部/チュウブ 長野/ナガノ 岡山/オカヤマ 熊本/クマモト 鹿児島/カゴシマ
    金沢/カナザワ 川崎/カワサキ 湘南/ショウナン 浜松/ハママツ 茨城/イバラキ 栃木/トチギ
    群馬/グンマ 山形/ヤマガタ 秋田/アキタ 青森/アオモリ 岩手/イワテ 福島/フクシマ 富山/トヤマ
    石川/イシカワ 福井/フクイ 山梨/ヤマナシ 岐阜/ギフ 三重/ミエ 滋賀/シガ 奈良/ナラ
    和歌山/ワカヤマ 鳥取/トットリ 島根/シマネ 山口/ヤマグチ 徳島/トクシマ 香川/カガワ 愛媛/エヒメ
    高知/コウチ 佐賀/サガ 長崎/ナガサキ 大分/オオイタ 宮崎/ミヤザキ 博多/ハカタ 江戸/エド
    武蔵野/ムサシノ 多摩/タマ 瀬戸内/セトウチ 伊勢/イセ 淡路/アワジ 播磨/ハリマ 近江/オウミ
    越後/エチゴ 会津/アイヅ 津軽/ツガル 十勝/トカチ 知床/シレトコ 釧路/クシロ 函館/ハコダテ
    日光/ニッコウ 箱根/ハコネ 熱海/アタミ 伊豆/イズ 飛騨/ヒダ 能登/ノト 加賀/カガ 丹波/タンバ
    讃岐/サヌキ 土佐/トサ 筑後/チクゴ 薩摩/サツマ 琉球/リュウキュウ 銀座/ギンザ 新宿/シンジュク
    渋谷/シブヤ 浅草/アサクサ 築地/ツキジ
"""
FAMILIES = """
    佐藤/サトウ 鈴木/スズキ 高橋/タカハシ 田中/タナカ 伊藤/イトウ 渡辺/ワタナベ 山本/ヤマモト
    中村/ナカムラ 小林/コバヤシ 加藤/カトウ 吉田/ヨシダ 山田/ヤマダ 佐々木/ササキ 山口/ヤマグチ
    松本/マツモト 井上/イノウエ 木村/キムラ 林/ハヤシ 斎藤/サイトウ 清水/シミズ 山崎/ヤマザキ
    森/モリ 池田/イケダ 橋本/ハシモト 阿部/アベ 石川/イシカワ 山下/ヤマシタ 中島/ナカジマ
    石井/イシイ 小川/オガワ 前田/マエダ 岡田/オカダ 長谷川/ハセガワ 藤田/フジタ 後藤/ゴトウ
    近藤/コンドウ 村上/ムラカミ 遠藤/エンドウ 青木/アオキ 坂本/サカモト 斉藤/サイトウ 福田/フクダ
    太田/オオタ 西村/ニシムラ 藤井/フジイ 金子/カネコ 岡本/オカモト 藤原/フジワラ 三浦/ミウラ
    中野/ナカノ 原田/ハラダ 松田/マツダ 竹内/タケウチ 小野/オノ 田村/タムラ 中山/ナカヤマ
    和田/ワダ 石田/イシダ 森田/モリタ 上田/ウエダ 原/ハラ 内田/ウチダ 柴田/シバタ 酒井/サカイ
    宮崎/ミヤザキ 横山/ヨコヤマ 高木/タカギ 安藤/アンドウ 宮本/ミヤモト 大野/オオノ 小島/コジマ
    谷口/タニグチ 工藤/クドウ 今井/イマイ 高田/タカダ 増田/マスダ 丸山/マルヤマ 杉山/スギヤマ
    村田/ムラタ 大塚/オオツカ 新井/アライ 小山/コヤマ 平野/ヒラノ 藤本/フジモト 河野/コウノ
    上野/ウエノ 野口/ノグチ 武田/タケダ 松井/マツイ 千葉/チバ 岩崎/イワサキ 菅原/スガワラ
    木下/キノシタ 久保/クボ 佐野/サノ 野村/ノムラ 松尾/マツオ 菊地/キクチ 市川/イチカワ
    杉本/スギモト 古川/フルカワ 大西/オオニシ 島田/シマダ 水野/ミズノ 桜井/サクライ 高野/タカノ
    渡部/ワタナベ 吉川/ヨシカワ 山内/ヤマウチ 西田/ニシダ 飯田/イイダ 菊池/キクチ 西川/ニシカワ
    小松/コマツ 北村/キタムラ 安田/ヤスダ 五十嵐/イガラシ 川口/カワグチ 平田/ヒラタ 関/セキ
    中田/ナカタ 久保田/クボタ 服部/ハットリ 東/アズマ 岩田/イワタ 土屋/ツチヤ 本田/ホンダ
    亀井/カメイ 鶴見/ツルミ 桑原/クワバラ 豊田/トヨダ 宝田/タカラダ 塩田/シオタ 蔵前/クラマエ
    浜口/ハマグチ
"""
TRADES = """
    工業/コウギョウ 建設/ケンセツ サービス 産業/サンギョウ 商事/ショウジ システム 興業/コウギョウ
    企画/キカク 食品/ショクヒン 不動産/フドウサン 製作所/セイサクショ 商店/ショウテン 運輸/ウンユ
    電気/デンキ 設備/セツビ 工務店/コウムテン 商会/ショウカイ 物産/ブッサン 開発/カイハツ
    総業/ソウギョウ 管理/カンリ 印刷/インサツ 自動車/ジドウシャ 水産/スイサン フーズ 電機/デンキ
    精機/セイキ 薬局/ヤッキョク 住宅/ジュウタク エンジニアリング 観光/カンコウ 農園/ノウエン
    製菓/セイカ 酒造/シュゾウ 運送/ウンソウ 物流/ブツリュウ 化学/カガク 鉄工所/テッコウショ
    造園/ゾウエン 組/クミ 屋/ヤ 堂/ドウ ホーム コーポレーション テック プランニング デザイン
    研究所/ケンキュウショ 事務所/ジムショ 製麺/セイメン 乳業/ニュウギョウ 畜産/チクサン
    醸造/ジョウゾウ 珈琲/コーヒー 青果/セイカ 冷蔵/レイゾウ 製粉/セイフン 味噌/ミソ 醤油/ショウユ
    海苔/ノリ 漬物/ツケモノ 豆腐/トウフ 製茶/セイチャ 飲料/インリョウ 精肉/セイニク 米穀/ベイコク
    油脂/ユシ 蒲鉾/カマボコ 缶詰/カンヅメ 本舗/ホンポ 紙業/シギョウ 繊維/センイ 硝子/ガラス
    塗装/トソウ 測量/ソクリョウ 警備/ケイビ 介護/カイゴ 歯科/シカ 出版/シュッパン 旅行/リョコウ
    時計店/トケイテン 書店/ショテン 花店/ハナテン 呉服店/ゴフクテン 食堂/ショクドウ 旅館/リョカン
    牧場/ボクジョウ 種苗/シュビョウ 肥料/ヒリョウ 木材/モクザイ
"""
SUFFIXES = """
    ホールディングス グループ 販売/ハンバイ 東京/トウキョウ ジャパン 第一/ダイイチ 本店/ホンテン
    西日本/ニシニホン 東日本/ヒガシニホン 関東/カントウ インターナショナル 技研/ギケン センター
    総合/ソウゴウ 新/シン
"""
KATAKANA = """
    アサヒ ライフ ネット ワン アイ グリーン サン エコ ケア ビジネス トータル ハート クリエイト
    アクト プラス ニュー フジ ミライ スター スマイル オフィス ユニ メディア パートナーズ コム
    アーク リビング ファースト ベスト フレンド オリエント テクノ ダイヤ エム ケイ ティー エス
    アール
"""
# By reading: what new names of two kanji are made of.
KANJI = """
    大/ダイ 三/サン 東/トウ 光/コウ 栄/エイ 協/キョウ 和/ワ 昭/ショウ 新/シン 北/ホク 西/セイ
    南/ナン 日/ニチ 明/メイ 共/キョウ 信/シン 富/フ 豊/ホウ 丸/マル 正/セイ 太/タイ 洋/ヨウ
    進/シン 永/エイ 松/ショウ 竹/チク 梅/バイ 福/フク 寿/ジュ 宝/ホウ 金/キン 銀/ギン 鶴/カク
    亀/キ 山/サン 川/セン 海/カイ 星/セイ 月/ゲツ 清/セイ 幸/コウ 愛/アイ 友/ユウ 美/ビ 優/ユウ
    旭/キョク 朝/チョウ 盛/セイ 邦/ホウ 千/セン 万/マン 一/イチ 二/ニ 八/ハチ 九/キュウ 本/ホン
    中/チュウ 開/カイ 誠/セイ 恵/ケイ 博/ハク 文/ブン 紀/キ 泉/セン 峰/ホウ 菱/リョウ 芝/シバ
    桜/オウ
"""
MORAS = (
    "アイウエオカキクケコサシスセソタチツテトナニノハヒフホマミムメモヤユヨラリルレロワン"
    "ガギグゴザジズダデドバビブボパピプポ"
)


@dataclass(frozen=True)
class MadeUpName:
    """A name without its legal form, how it is read, and its loose key."""

    plain: str
    kana: str
    loose: str

    def __add__(self, other: "MadeUpName") -> "MadeUpName":
        return MadeUpName(
            self.plain + other.plain, self.kana + other.kana, self.loose + other.loose
        )


NOTHING = MadeUpName("", "", "")


class _Parts:
    """Words of one kind, the first of which are drawn far more often than the last (Zipf)."""

    def __init__(self, words: str | Sequence[str]) -> None:
        split = words.split() if isinstance(words, str) else words
        self._words = [_part(word) for word in split]
        self._weights = list(accumulate(1 / (rank + 15) for rank in range(len(split))))

    def draw(self, dice: random.Random) -> MadeUpName:
        return dice.choices(self._words, cum_weights=self._weights)[0]


def _part(word: str) -> MadeUpName:
    plain, _, kana = word.partition("/")
    return MadeUpName(plain, kana or plain, loose_search_key(plain))


_PLACES, _FAMILIES, _TRADES = _Parts(PLACES), _Parts(FAMILIES), _Parts(TRADES)
_SUFFIXES, _KATAKANA = _Parts(SUFFIXES), _Parts(KATAKANA)
_KANJI, _MORAS = _Parts(KANJI), _Parts(list(MORAS))


def made_up_names(count: int, seed: int) -> Iterator[MadeUpName]:
    """Draw so many names; some are drawn more than once, as names of companies are."""
    dice = random.Random(seed)  # noqa: S311 -- to be thrown again, not to be secret
    for _ in range(count):
        yield _name(dice)


def _name(dice: random.Random) -> MadeUpName:
    shape = dice.random()
    if shape < 0.3:
        name = _FAMILIES.draw(dice) + _TRADES.draw(dice)
    elif shape < 0.45:
        name = _PLACES.draw(dice) + _TRADES.draw(dice)
    elif shape < 0.55:
        name = _PLACES.draw(dice) + _FAMILIES.draw(dice) + _TRADES.draw(dice)
    elif shape < 0.75:
        name = _KANJI.draw(dice) + _KANJI.draw(dice) + _TRADES.draw(dice)
    else:
        name = _coined(dice)
    return name + _SUFFIXES.draw(dice) if dice.random() < 0.15 else name


def _coined(dice: random.Random) -> MadeUpName:
    """A word of katakana that nobody has to understand, alone or with one that everybody does."""
    name = NOTHING
    for _ in range(dice.choice((2, 3, 3, 4, 5))):
        name += _MORAS.draw(dice)
    end = dice.random()
    if end < 0.3:
        return name + _KATAKANA.draw(dice)
    return name + _TRADES.draw(dice) if end < 0.7 else name
