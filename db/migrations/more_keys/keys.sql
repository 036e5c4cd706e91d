-- Applications and wholesalers are found as companies are.

-- Every two and every three characters that stand side by side in a key.
-- A loop, since a query inside would take ten times as long for every row.
CREATE FUNCTION key_grams(key text) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
    DECLARE
        size integer := length(key);
        grams text[] := '{}';
    BEGIN
        FOR place IN 1 .. size - 1 LOOP
            grams := grams || substr(key, place, 2);
            IF place < size - 1 THEN
                grams := grams || substr(key, place, 3);
            END IF;
        END LOOP;
        RETURN grams;
    END $$;

-- What an application is found by: keys of the names and readings in all revisions of its form.
CREATE TABLE application_key (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL
        REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    CONSTRAINT application_key_once UNIQUE (application, key),
    CONSTRAINT application_key_says_something CHECK (key <> '')
);
CREATE INDEX application_key_beginning ON application_key (key);
CREATE INDEX application_key_parts ON application_key USING gin (key_grams(key));

CREATE FUNCTION keep_application_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO application_key (application, key)
        SELECT NEW.application, key FROM unnest(
            ARRAY[widest_key(NEW.loose_search_key), reading_key(NEW.company_name_kana)]
        ) AS key
        WHERE key <> ''
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$;
CREATE TRIGGER application_has_keys
    AFTER INSERT OR UPDATE OF loose_search_key, company_name_kana ON form_revision
    FOR EACH ROW EXECUTE FUNCTION keep_application_keys();

ALTER TABLE certifying_wholesaler ADD COLUMN name_kana varchar(200) NOT NULL DEFAULT '';
