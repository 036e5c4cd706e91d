"""Old and new forms of kanji that stand for each other in names.

Each group begins with the form to which the others are folded. Forms with a code point of
Unicode's compatibility block are none of them: NFKC folds those.
"""

JOYO = """
    亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 艶艷 応應 欧歐
    殴毆 桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 会會 絵繪 壊壞 懐懷 概槪 拡擴 殻殼 覚覺 学學
    岳嶽 楽樂 渇渴 缶罐 巻卷 陥陷 勧勸 寛寬 関關 歓歡 観觀 気氣 帰歸 亀龜 偽僞 戯戲 犠犧 旧舊
    拠據 挙擧 虚虛 峡峽 挟挾 狭狹 郷鄕 暁曉 区區 駆驅 勲勳 薫薰 径徑 茎莖 恵惠 掲揭 渓溪 経經
    蛍螢 軽輕 継繼 鶏鷄 芸藝 撃擊 欠缺 研硏 県縣 倹儉 剣劍 険險 圏圈 検檢 献獻 権權 顕顯 験驗
    厳嚴 広廣 効效 恒恆 黄黃 鉱鑛 号號 国國 黒黑 砕碎 済濟 斎齋 剤劑 雑雜 参參 桟棧 蚕蠶 惨慘
    賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 写寫 釈釋 寿壽 収收 従從 渋澁 獣獸 縦縱 粛肅 処處
    緒緖 叙敍 将將 称稱 渉涉 焼燒 証證 奨奬 条條 状狀 乗乘 浄淨 剰剩 畳疊 縄繩 壌壤 嬢孃 譲讓
    醸釀 触觸 嘱囑 真眞 寝寢 慎愼 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 斉齊
    静靜 窃竊 摂攝 専專 浅淺 戦戰 践踐 銭錢 潜潛 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢
    曽曾 痩瘦 装裝 総總 騒騷 増增 蔵藏 臓臟 即卽 属屬 続續 堕墮 対對 体體 帯帶 滞滯 台臺 滝瀧
    択擇 沢澤 担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭
    逓遞 鉄鐵 点點 転轉 伝傳 灯燈 当當 党黨 盗盜 稲稻 闘鬭 徳德 独獨 読讀 届屆 弐貳 悩惱 脳腦
    覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻 秘祕 浜濱 瓶甁 払拂 仏佛 併倂 並竝 餅餠
    辺邊 変變 弁辨瓣辯 歩步 宝寶 豊豐 褒襃 翻飜 毎每 万萬 満滿 麺麵 黙默 弥彌 訳譯 薬藥 与與
    予豫 余餘 誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚 塁壘 礼禮 励勵
    戻戾 霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 郎郞 楼樓 録錄 湾灣
"""
"""Of 常用漢字表 (Cabinet Notification No. 2 of 2010): the characters in its brackets."""

JOYO_BY_NFKC = (
    "逸謁禍悔海慨喝褐漢祈既器響勤謹穀殺祉視社者煮臭祝暑署諸祥神節祖"
    "僧層憎贈嘆著懲塚都突難梅繁卑碑賓頻敏侮福塀勉墨免欄隆虜類練朗廊"
)
"""Those of the same list whose old form NFKC folds; with the others 364, as the list has."""

NAMES = """
    亘亙 凜凛 尭堯 巌巖 晃晄 桧檜 槙槇 祢禰 祷禱 禄祿 穣穰 萌萠 遥遙 園薗 駆駈 島嶋 杯盃 富冨
    峰峯 野埜 涼凉
"""
"""Of the list of kanji for personal names (戸籍法施行規則 別表第二), what the first list lacks."""

TRADE = """
    高髙 崎﨑 吉𠮷 島嶌 浜濵 辺邉 斎斉 渕淵 柳栁 桑桒 橋槗 昇曻 丈𠀋 館舘 船舩 秋穐龝 鶴靏靍鸖
    柏栢 磯礒 杉椙 梅楳 鉄銕 清淸 青靑 呉吳 内內 戸戶 告吿 姫姬 彦彥 教敎 産產 税稅 説說 鋭銳
    悦悅 閲閱 脱脫 絶絕 値值 査查 顔顏 啓啟 飲飮 養飬 醤醬 麹麴 鴎鷗 鹸鹼 蝋蠟 蒋蔣 唖啞 芦蘆
    頴穎 撹攪 噛嚙 掻搔 桝枡 屏屛 并幷 弯彎 繍繡 籠篭 薮藪 讃讚 酢醋 醗醱 鯵鰺 鴬鶯 壺壷 侭儘
    頚頸 賎賤 潅灌 蝉蟬 溌潑 焔焰 繋繫 箪簞 嘘噓 掴摑 莱萊 莵菟 竃竈 蘇蘓 嘗甞 栖棲 頬頰 剥剝
    填塡 叱𠮟 鈎鉤 雁鴈 晋晉 涛濤 砺礪 侠俠 倶俱 兎兔 皐皋 葱蔥 贋贗 輌輛
    舗舖鋪 厨廚 蛎蠣 崎嵜碕 鶏雞 麩麸 苺莓 函凾 場塲 村邨 糧粮 蝦鰕 体躰軆 鉄鉃 卯夘 渕渊 薮籔
    秋秌 仙僊 煙烟 裏裡 略畧 剣劒劔剱釼 群羣 窓窗 床牀 迩邇 歳歲 総惣 喜㐂 寿夀 釜釡 京亰 美羙
    氷冰 徳悳 勲勛 瑶瑤 舎舍 携攜
"""
"""From neither list, as names of people, places and food are written."""


def _folded() -> dict[str, str]:
    form_of: dict[str, str] = {}
    for group in (JOYO + NAMES + TRADE).split():
        form_of |= dict.fromkeys(group[1:], group[0])
    # What one group folds to may be among the others of another, such as 齊, 斉 and 斎.
    return {old: form_of.get(new, new) for old, new in form_of.items()}


FOLDED = str.maketrans(_folded())
"""Every old form, to the one that stands for all."""

LOOK_ALIKE = str.maketrans("口力二八卜一夕工", "ロカニハトータエ")
"""Characters that only look alike; names are found by either, and are never equal by them."""
