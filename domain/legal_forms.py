"""Legal forms (法人格) as they stand before or after a company name.

Sources: the abbreviations of bank transfers (keiyobank.co.jp/alpha_dbank/internet/typing.html,
全銀協 別表) and the forms of the corporate-number register. All are written as NFKC leaves them,
so that ㈱ and (株), ㍿ and 株式会社 are one; hiragana and katakana count as katakana.
"""

FULL_FORMS = (
    "株式会社",
    "株式會社",
    "株式会杜",  # seen where a scanner misread 社
    "株式会仕",
    "有限会社",
    "有限會社",
    "特例有限会社",
    "合同会社",
    "合同會社",
    "合資会社",
    "合資會社",
    "合名会社",
    "合名會社",
    "相互会社",
    "相互會社",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "社団法人",
    "財団法人",
    "農事組合法人",
    "協同組合",
    "事業協同組合",
    "協業組合",
    "企業組合",
    "商工組合",
    "特定非営利活動法人",
    "NPO法人",
    "社会福祉法人",
    "学校法人",
    "宗教法人",
    "医療法人",
    "独立行政法人",
    "地方独立行政法人",
    "国立大学法人",
    "有限責任事業組合",
)

COOPERATIVES_NAMED_BY_FORM = ("農業", "漁業", "生活")
"""Before 協同組合 these make it a name: 横浜農業協同組合 and 横浜漁業協同組合 are not both 横浜."""

FORMS_BY_MARK = {
    "株": "株式会社",
    "有": "有限会社",
    "同": "合同会社",
    "資": "合資会社",
    "名": "合名会社",
    "合": "",  # 合同, 合資 or 合名: nobody can tell
    "相": "相互会社",
    "一社": "一般社団法人",
    "公社": "公益社団法人",
    "一財": "一般財団法人",
    "公財": "公益財団法人",
    "社": "社団法人",
    "財": "財団法人",
    "農": "農事組合法人",
    "協": "協同組合",
    "協組": "協同組合",
    "特非": "特定非営利活動法人",
    "福": "社会福祉法人",
    "学": "学校法人",
    "宗": "宗教法人",
    "医": "医療法人",
    "独": "独立行政法人",
    "大": "国立大学法人",
    # What banks print: カ)テスト, テスト(カ.
    "カ": "株式会社",
    "ユ": "有限会社",
    "ド": "合同会社",
    "シ": "合資会社",
    "メ": "合名会社",
    "ソ": "相互会社",
    "シヤ": "社団法人",
    "ザイ": "財団法人",
    "ノウ": "農事組合法人",
    "キヨウクミ": "協同組合",
    "トクヒ": "特定非営利活動法人",
    "フク": "社会福祉法人",
    "ガク": "学校法人",
    "シユウ": "宗教法人",
    "イ": "医療法人",
    "ドク": "独立行政法人",
    "ダイ": "国立大学法人",
}
"""The marks that stand in brackets, and the form that each means; empty where that is open."""

OTHER_SPELLINGS = {
    "株式會社": "株式会社",
    "株式会杜": "株式会社",
    "株式会仕": "株式会社",
    "有限會社": "有限会社",
    "合同會社": "合同会社",
    "合資會社": "合資会社",
    "合名會社": "合名会社",
    "相互會社": "相互会社",
    "特例有限会社": "有限会社",
    "事業協同組合": "協同組合",
    "NPO法人": "特定非営利活動法人",
}
"""Full forms that are another one, written differently or in law a kind of it."""

FOREIGN_FORMS = (
    # Full stops may be missing, and spaces may be other separators or none.
    "Co. Ltd.",
    "Company Limited",
    "Co.",
    "Ltd.",
    "Limited",
    "Inc.",
    "Incorporated",
    "Corp.",
    "Corporation",
    "LLC",
    "LLP",
    "GmbH",
    "S.A.",
    "S.p.A.",
    "K.K.",
)
"""Forms in Latin letters, stripped only at the end and only as words of their own."""
