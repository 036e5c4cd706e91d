-- Files that are taken in: companies that have their IDs, and the register of corporations.

-- A corporation of the National Tax Agency's file.
CREATE TABLE registered_corporation (
    corporate_number varchar(13) PRIMARY KEY,
    name varchar(150) NOT NULL,
    name_kana varchar(300) NOT NULL DEFAULT '',
    loose_search_key varchar(300) NOT NULL,
    head_office varchar(4) NOT NULL,
    address varchar(400) NOT NULL DEFAULT '',
    postal_code varchar(8) NOT NULL DEFAULT '',
    closed_on date,
    updated_on date NOT NULL
);
CREATE INDEX registered_corporation_same_name ON registered_corporation (loose_search_key);

-- One file that is taken in, or was.
CREATE TABLE import_run (
    id bigserial PRIMARY KEY,
    kind varchar(15) NOT NULL,
    file_name varchar(200) NOT NULL,
    sha256 varchar(64) NOT NULL,
    encoding varchar(12) NOT NULL,
    bytes_total bigint NOT NULL,
    bytes_done bigint NOT NULL DEFAULT 0,
    lines_done bigint NOT NULL DEFAULT 0,
    lines_bad bigint NOT NULL DEFAULT 0,
    rows_changed bigint NOT NULL DEFAULT 0,
    started_by varchar(254) NOT NULL,
    started_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at timestamptz,
    stopped_at timestamptz,
    CONSTRAINT import_run_kind_is_known CHECK (kind IN ('companies', 'corporations')),
    CONSTRAINT import_run_encoding_is_known CHECK (encoding IN ('utf-8', 'cp932'))
);

-- A line that could not be taken, and why.
CREATE TABLE import_problem (
    id bigserial PRIMARY KEY,
    run bigint NOT NULL REFERENCES import_run ON UPDATE CASCADE ON DELETE CASCADE,
    line bigint NOT NULL,
    problem varchar(300) NOT NULL,
    CONSTRAINT import_problem_once UNIQUE (run, line)
);

-- A piece of a file that was sent by the console.
CREATE TABLE import_chunk (
    id bigserial PRIMARY KEY,
    run bigint NOT NULL REFERENCES import_run ON UPDATE CASCADE ON DELETE CASCADE,
    nth integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT import_chunk_once UNIQUE (run, nth)
);
