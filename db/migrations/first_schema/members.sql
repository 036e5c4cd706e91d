-- What members do with their accounts and their company: links, second factors, requests.

-- A secret link in a mail to a member; only its hash is kept.
CREATE TABLE account_link (
    token_hash varchar(64) PRIMARY KEY,
    purpose varchar(10) NOT NULL,
    account bigint NOT NULL REFERENCES account ON UPDATE CASCADE ON DELETE CASCADE,
    generation integer NOT NULL,
    mail_address varchar(254) NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    used_at timestamptz,
    revoked_at timestamptz,
    salt uuid DEFAULT gen_random_uuid(),
    access_change bigint REFERENCES access_change ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT account_link_once_per_generation UNIQUE (purpose, account, generation),
    CONSTRAINT account_link_purpose_is_known
        CHECK (purpose IN ('invitation', 'password', 'address', 'access')),
    CONSTRAINT account_link_generation_is_positive CHECK (generation > 0)
);
CREATE INDEX account_link_access_change ON account_link (access_change)
    WHERE access_change IS NOT NULL;

-- An アカウントID that was deleted; not given again yet.
CREATE TABLE resting_number (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    account_id varchar(3) NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    free_from timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT resting_number_once UNIQUE (company, account_id)
);

-- A CSV file of accounts, between its preview and its issue.
CREATE TABLE account_import (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    lines jsonb NOT NULL DEFAULT '[]',
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    done_at timestamptz,
    process varchar(60) NOT NULL DEFAULT ''
);

-- A login of an account, or a try that failed; its owner sees.
CREATE TABLE login_record (
    id bigserial PRIMARY KEY,
    account bigint NOT NULL REFERENCES account ON UPDATE CASCADE ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    outcome varchar(20) NOT NULL,
    browser varchar(60) NOT NULL DEFAULT '',
    network varchar(45) NOT NULL DEFAULT '',
    CONSTRAINT login_record_outcome_is_known
        CHECK (outcome IN ('succeeded', 'wrong_password', 'wrong_code'))
);
CREATE INDEX login_record_account ON login_record (account, id);
CREATE INDEX login_record_network ON login_record (account, network) WHERE outcome = 'succeeded';
CREATE INDEX login_record_succeeded ON login_record (at) WHERE outcome = 'succeeded';

-- A code generator (TOTP) that belongs to a login (S21).
CREATE TABLE second_factor (
    owner varchar(40) PRIMARY KEY,
    secret text NOT NULL,
    offered_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0
);

-- A code for a person who lost the code generator; one use.
CREATE TABLE recovery_code (
    id bigserial PRIMARY KEY,
    owner varchar(40) NOT NULL,
    code_hash varchar(64) NOT NULL,
    used_at timestamptz,
    CONSTRAINT recovery_code_once UNIQUE (owner, code_hash)
);
CREATE INDEX recovery_code_owner ON recovery_code (owner);

-- A right password that still needs a second factor.
CREATE TABLE login_challenge (
    token_hash varchar(64) PRIMARY KEY,
    owner varchar(40) NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- A new name or JAN code that administrators decide about.
CREATE TABLE company_change (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    name varchar(100) NOT NULL,
    name_kana varchar(200) NOT NULL,
    jan_maker_code varchar(10),
    reason varchar(1000) NOT NULL,
    requested_by varchar(3) NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    choice varchar(10),
    decision_reason varchar(1000) NOT NULL DEFAULT '',
    decided_by varchar(254) NOT NULL DEFAULT '',
    decided_at timestamptz,
    closed_at timestamptz,
    CONSTRAINT company_change_choice_is_known CHECK (choice IN ('approve', 'decline', 'withdraw')),
    CONSTRAINT company_change_decided_has_its_time CHECK ((choice IS NULL) = (decided_at IS NULL)),
    CONSTRAINT company_change_jan_maker_code_is_7_9_or_10_digits
        CHECK (jan_maker_code ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$')
);
CREATE UNIQUE INDEX company_change_one_open ON company_change (company) WHERE choice IS NULL;

-- 解約: a company leaves the service, after a time to think.
CREATE TABLE cancellation (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    reason varchar(1000) NOT NULL DEFAULT '',
    requested_by varchar(3) NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ends_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    undone_at timestamptz,
    reminded_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT cancellation_ends_once CHECK (undone_at IS NULL OR ended_at IS NULL)
);
CREATE UNIQUE INDEX cancellation_one_open ON cancellation (company)
    WHERE undone_at IS NULL AND ended_at IS NULL;

-- A member's consent to later terms; evidence, never changed.
CREATE TABLE member_consent (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    account_id varchar(3) NOT NULL,
    terms_version integer NOT NULL REFERENCES terms_version ON UPDATE RESTRICT ON DELETE RESTRICT,
    text_sha256 varchar(64) NOT NULL,
    consented_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT member_consent_once UNIQUE (company, account_id, terms_version)
);
