-- By what a company is found: keys of its names, today's and former ones, and of its reading.

-- A name's loose key without the difference between characters that look alike, such as ロ and 口.
CREATE FUNCTION widest_key(loose text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN translate(loose, '口力二八卜一夕工', 'ロカニハトータエ');

-- A reading without what people write in different ways: width, size of kana, long vowels.
CREATE FUNCTION reading_key(reading text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN regexp_replace(
        translate(
            replace(replace(replace(replace(lower(normalize(reading, NFKC)),
                'ヴァ', 'バ'), 'ヴィ', 'ビ'), 'ヴェ', 'ベ'), 'ヴォ', 'ボ'),
            'ァィゥェォッャュョヮヵヶヲヂヅヴヰヱー・-.,''&’ ',
            'アイウエオツヤユヨワカケオジズブイエ'
        ),
        '(?<=[オコソトノホモヨロゴゾドボポ])[ウオ]+|(?<=[ウクスツヌフムユルグズブプ])ウ+', '', 'g'
    );

-- Every two characters that stand side by side in a key.
CREATE FUNCTION key_pairs(key text) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN ARRAY(SELECT substr(key, place, 2) FROM generate_series(1, length(key) - 1) AS place);

-- What a company is found by, from its first name on and until it leaves the service.
CREATE TABLE company_key (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    CONSTRAINT company_key_once UNIQUE (company, key),
    CONSTRAINT company_key_says_something CHECK (key <> '')
);
CREATE INDEX company_key_beginning ON company_key (key);
CREATE INDEX company_key_parts ON company_key USING gin (key_pairs(key));

CREATE FUNCTION keep_company_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.ended_at IS NOT NULL THEN
            DELETE FROM company_key WHERE company = NEW.company_id;
        ELSE
            INSERT INTO company_key (company, key)
            SELECT NEW.company_id, key
            FROM unnest(ARRAY[widest_key(NEW.loose_search_key), reading_key(NEW.name_kana)]) AS key
            WHERE key <> ''
            ON CONFLICT DO NOTHING;
        END IF;
        RETURN NULL;
    END $$;
CREATE TRIGGER company_has_keys
    AFTER INSERT OR UPDATE OF loose_search_key, name_kana, ended_at ON company
    FOR EACH ROW EXECUTE FUNCTION keep_company_keys();
