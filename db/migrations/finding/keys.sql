-- People are found by what their name or its reading begins with, and by the given name alone.

-- A person's name without the difference between width, case, kana, old and new forms of kanji,
-- and characters that look alike; spaces are left out.
CREATE FUNCTION person_key(name text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN widest_key(
        translate(
            lower(normalize(name, NFKC)),
            '亞惡壓圍醫爲壹隱榮營衞驛圓鹽緣艷應歐毆櫻奧橫溫穩假價畫會繪壞懷槪擴殼覺學嶽樂渴罐卷陷勸寬關歡觀氣歸龜僞戲犧舊據擧虛峽挾狹鄕曉區驅勳薰徑莖惠揭溪經螢輕繼鷄藝擊缺硏縣儉劍險圈檢獻權顯驗嚴廣效恆黃鑛號國黑碎濟齋劑雜參棧蠶慘贊殘絲齒兒辭濕實寫釋壽收從澁獸縱肅處緖敍將稱涉燒證奬條狀乘淨剩疊繩壤孃讓釀觸囑眞寢愼盡圖粹醉穗隨髓樞數瀨聲齊靜竊攝專淺戰踐錢潛纖禪雙壯爭莊搜插巢曾瘦裝總騷增藏臟卽屬續墮對體帶滯臺瀧擇澤擔單膽團斷彈遲癡蟲晝鑄廳徵聽敕鎭遞鐵點轉傳燈當黨盜稻鬭德獨讀屆貳惱腦霸拜廢賣麥發髮拔晚蠻祕濱甁拂佛倂竝餠邊變辨瓣辯步寶豐襃飜每萬滿麵默彌譯藥與豫餘譽搖樣謠來賴亂覽龍兩獵綠淚壘禮勵戾靈齡曆歷戀鍊爐勞郞樓錄灣亙凛堯巖晄檜槇禰禱祿穰萠遙薗駈嶋盃冨峯埜凉髙﨑𠮷嶌濵邉斉淵栁桒槗曻𠀋舘舩穐龝靏靍鸖栢礒椙楳銕淸靑吳內戶吿姬彥敎產稅說銳悅閱脫絕值查顏啟飮飬醬麴鷗鹼蠟蔣啞蘆穎攪嚙搔枡屛幷彎繡篭藪讚醋醱鰺鶯壷儘頸賤灌蟬潑焰繫簞噓摑萊菟竈蘓甞棲頰剝塡𠮟鉤鴈晉濤礪俠俱兔皋蔥贗輛ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ ・',
            '亜悪圧囲医為壱隠栄営衛駅円塩縁艶応欧殴桜奥横温穏仮価画会絵壊懐概拡殻覚学岳楽渇缶巻陥勧寛関歓観気帰亀偽戯犠旧拠挙虚峡挟狭郷暁区駆勲薫径茎恵掲渓経蛍軽継鶏芸撃欠研県倹剣険圏検献権顕験厳広効恒黄鉱号国黒砕済斎剤雑参桟蚕惨賛残糸歯児辞湿実写釈寿収従渋獣縦粛処緒叙将称渉焼証奨条状乗浄剰畳縄壌嬢譲醸触嘱真寝慎尽図粋酔穂随髄枢数瀬声斎静窃摂専浅戦践銭潜繊禅双壮争荘捜挿巣曽痩装総騒増蔵臓即属続堕対体帯滞台滝択沢担単胆団断弾遅痴虫昼鋳庁徴聴勅鎮逓鉄点転伝灯当党盗稲闘徳独読届弐悩脳覇拝廃売麦発髪抜晩蛮秘浜瓶払仏併並餅辺変弁弁弁歩宝豊褒翻毎万満麺黙弥訳薬与予余誉揺様謡来頼乱覧竜両猟緑涙塁礼励戻霊齢暦歴恋錬炉労郎楼録湾亘凜尭巌晃桧槙祢祷禄穣萌遥園駆島杯富峰野涼高崎吉島浜辺斎渕柳桑橋昇丈館船秋秋鶴鶴鶴柏磯杉梅鉄清青呉内戸告姫彦教産税説鋭悦閲脱絶値査顔啓飲養醤麹鴎鹸蝋蒋唖芦頴撹噛掻桝屏并弯繍籠薮讃酢醗鯵鴬壺侭頚賎潅蝉溌焔繋箪嘘掴莱莵竃蘇嘗栖頬剥填叱鈎雁晋涛砺侠倶兎皐葱贋輌ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ'
        )
    );

-- What follows the first space of a person's name; NULL where there is none.
CREATE FUNCTION given_name(name text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN substring(name FROM '[ 　]+([^ 　].*)$');

CREATE FUNCTION digits_only(typed text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN regexp_replace(typed, '[^0-9]', '', 'g');

CREATE INDEX account_person ON account (person_key(person_name) text_pattern_ops);
CREATE INDEX account_given_name ON account (person_key(given_name(person_name)) text_pattern_ops)
    WHERE given_name(person_name) IS NOT NULL;
CREATE INDEX account_reading ON account (reading_key(person_name_kana) text_pattern_ops)
    WHERE person_name_kana <> '';
CREATE INDEX account_mail_parts ON account USING gin (lower(mail_address) gin_trgm_ops);

CREATE INDEX application_mail_parts ON application USING gin (lower(mail_address) gin_trgm_ops);
CREATE INDEX form_revision_contact_parts
    ON form_revision USING gin (lower(contact_mail_address) gin_trgm_ops);
CREATE INDEX form_revision_contact_person
    ON form_revision (person_key(contact_name) text_pattern_ops);
CREATE INDEX form_revision_manager ON form_revision (person_key(manager_name) text_pattern_ops);
CREATE INDEX form_revision_manager_given
    ON form_revision (person_key(given_name(manager_name)) text_pattern_ops)
    WHERE given_name(manager_name) IS NOT NULL;
CREATE INDEX form_revision_manager_reading
    ON form_revision (reading_key(manager_name_kana) text_pattern_ops)
    WHERE manager_name_kana <> '';
CREATE INDEX form_revision_telephone ON form_revision (digits_only(telephone) text_pattern_ops)
    WHERE telephone <> '';

CREATE INDEX company_telephone ON company (digits_only(telephone) text_pattern_ops)
    WHERE telephone <> '';
