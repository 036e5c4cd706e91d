-- Companies that have their IDs, and the accounts of the people in them.

-- Finds names that are alike.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- A company that holds a company ID (企業ID).
CREATE TABLE company (
    company_id varchar(8) PRIMARY KEY,
    name varchar(100) NOT NULL,
    name_kana varchar(200) NOT NULL DEFAULT '',
    search_key varchar(200) NOT NULL,
    loose_search_key varchar(200) NOT NULL,
    corporate_number varchar(13),
    head_office varchar(4) NOT NULL,
    postal_code varchar(16) NOT NULL DEFAULT '',
    address varchar(200) NOT NULL DEFAULT '',
    telephone varchar(24) NOT NULL DEFAULT '',
    jan_maker_code varchar(10),
    application_number varchar(15),
    enrolled_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    suspended_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT company_once_per_application UNIQUE (application_number),
    CONSTRAINT company_id_is_8_digits CHECK (company_id ~ '^[0-9]{8}$'),
    CONSTRAINT company_corporate_number_is_13_digits CHECK (corporate_number ~ '^[1-9][0-9]{12}$'),
    CONSTRAINT company_jan_maker_code_is_7_9_or_10_digits
        CHECK (jan_maker_code ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'),
    CONSTRAINT company_has_a_name CHECK (name <> '' AND search_key <> '' AND loose_search_key <> '')
);
CREATE INDEX company_corporate_number ON company (corporate_number);
CREATE INDEX company_ended ON company (company_id) WHERE ended_at IS NOT NULL;
CREATE INDEX company_jan_maker_code_prefix ON company (jan_maker_code text_pattern_ops);
CREATE INDEX company_loose_search_key_similar ON company USING gin (loose_search_key gin_trgm_ops);
CREATE INDEX company_newest ON company (enrolled_at, company_id);
CREATE INDEX company_same_name ON company (loose_search_key);
CREATE INDEX company_search_key_prefix ON company (search_key text_pattern_ops);
CREATE INDEX company_search_key_similar ON company USING gin (search_key gin_trgm_ops);
CREATE INDEX company_suspended ON company (company_id) WHERE suspended_at IS NOT NULL;

-- Company IDs say nothing about how many there are, so they start where nobody counts.
CREATE SEQUENCE company_serial START 1000001 MAXVALUE 9999999;

-- One person's way in (アカウントID), 001 to 999 in a company.
CREATE TABLE account (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE RESTRICT,
    account_id varchar(3) NOT NULL,
    role varchar(10) NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'active',
    department varchar(100) NOT NULL DEFAULT '',
    person_name varchar(100) NOT NULL,
    person_name_kana varchar(100) NOT NULL DEFAULT '',
    mail_address varchar(254) NOT NULL,
    password_hash text,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_login_at timestamptz,
    mail_bounced_at timestamptz,
    CONSTRAINT account_once_in_company UNIQUE (company, account_id),
    CONSTRAINT account_id_is_001_to_999 CHECK (account_id ~ '^[0-9]{3}$' AND account_id <> '000'),
    CONSTRAINT account_role_is_known CHECK (role IN ('id_manager', 'user')),
    CONSTRAINT account_state_is_known CHECK (state IN ('invited', 'active', 'stopped'))
);
CREATE INDEX account_mail_address ON account (lower(mail_address));
CREATE UNIQUE INDEX account_one_id_manager ON account (company) WHERE role = 'id_manager';

-- A member who is logged in (S16, S17).
CREATE TABLE login_session (
    token_hash varchar(64) PRIMARY KEY,
    account bigint NOT NULL REFERENCES account ON UPDATE CASCADE ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_seen_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    browser varchar(60) NOT NULL DEFAULT '',
    network varchar(45) NOT NULL DEFAULT ''
);
CREATE INDEX login_session_account ON login_session (account);

-- How often something was tried in one window of time.
CREATE TABLE throttle (
    bucket varchar(100) PRIMARY KEY,
    window_started_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tries integer NOT NULL DEFAULT 0,
    most integer NOT NULL DEFAULT 0,
    number bigserial NOT NULL,
    shown varchar(60) NOT NULL DEFAULT '',
    window_ends_at timestamptz
);
CREATE INDEX throttle_in_force ON throttle (window_ends_at) WHERE tries > most AND most > 0;
CREATE UNIQUE INDEX throttle_number ON throttle (number);
