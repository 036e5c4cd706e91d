-- One application and the facts people entered about it; facts are added, never overwritten.

-- One version of the terms of use (利用規約).
CREATE TABLE terms_version (
    version integer PRIMARY KEY,
    body text NOT NULL,
    body_english text NOT NULL,
    text_sha256 varchar(64) NOT NULL,
    effective_from timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    consent_by varchar(12) NOT NULL DEFAULT 'nobody',
    CONSTRAINT terms_version_is_positive CHECK (version > 0),
    CONSTRAINT terms_consent_by_is_known CHECK (consent_by IN ('nobody', 'id_managers', 'everyone'))
);

-- One application for IDs; its number is the workflow's id.
CREATE TABLE application (
    application_number varchar(15) PRIMARY KEY,
    stage varchar(20) NOT NULL,
    stage_since timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    mail_address varchar(254) NOT NULL,
    mailbox_key varchar(254) NOT NULL,
    searched_name varchar(100) NOT NULL DEFAULT '',
    requested_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    verified_at timestamptz,
    deadline timestamptz,
    manager_password_hash text,
    closed_at timestamptz,
    revision_in_hand integer NOT NULL DEFAULT 0,
    proved_address varchar(254),
    CONSTRAINT application_stage_is_known
        CHECK (stage IN ('invited', 'under_review', 'awaiting_approval', 'returned',
            'enrolled', 'declined', 'expired', 'lapsed', 'withdrawn')),
    CONSTRAINT application_number_is_well_formed
        CHECK (application_number ~ '^[0-9]{6}-[0-9]{6}-[0-9]$'),
    CONSTRAINT application_closed_has_its_time
        CHECK ((stage IN ('enrolled', 'declined', 'expired', 'lapsed', 'withdrawn')) =
            (closed_at IS NOT NULL)),
    CONSTRAINT application_open_has_its_deadline
        CHECK (closed_at IS NOT NULL OR deadline IS NOT NULL)
);
CREATE INDEX application_deadline ON application (deadline, application_number)
    WHERE deadline IS NOT NULL;
CREATE INDEX application_digits ON application
    USING gin (replace(application_number, '-', '') gin_trgm_ops);
CREATE INDEX application_enrolled ON application (closed_at, requested_at) WHERE stage = 'enrolled';
CREATE INDEX application_mail_domain ON application (split_part(mail_address, '@', 2));
CREATE INDEX application_mailbox ON application (mailbox_key, stage);
CREATE INDEX application_open ON application (application_number) WHERE closed_at IS NULL;
CREATE INDEX application_requested ON application (requested_at, application_number);
CREATE INDEX application_stage ON application (stage, requested_at, application_number);
CREATE INDEX application_under_review ON application (stage_since) WHERE stage = 'under_review';
CREATE INDEX application_waiting ON application (application_number, stage, revision_in_hand)
    WHERE closed_at IS NULL;

-- The six digits in the middle of an application number.
CREATE SEQUENCE application_serial MAXVALUE 999999;

-- Consent to the terms; evidence, never changed.
CREATE TABLE consent (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    terms_version integer NOT NULL REFERENCES terms_version ON UPDATE RESTRICT ON DELETE RESTRICT,
    text_sha256 varchar(64) NOT NULL,
    consented_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX consent_application ON consent (application);

-- A secret link of a mail; only its hash is kept (S03).
CREATE TABLE link (
    token_hash varchar(64) PRIMARY KEY,
    purpose varchar(10) NOT NULL,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    generation integer NOT NULL,
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamptz,
    used_at timestamptz,
    revision integer NOT NULL DEFAULT 0,
    salt uuid DEFAULT gen_random_uuid(),
    CONSTRAINT link_once_per_generation UNIQUE (purpose, application, generation),
    CONSTRAINT link_generation_is_positive CHECK (generation > 0)
);
CREATE INDEX link_first_asked ON link (made_at, application)
    WHERE purpose = 'approval' AND generation = 1;

-- What the applicant has typed so far.
CREATE TABLE form_draft (
    application varchar(15) PRIMARY KEY REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    typed jsonb NOT NULL DEFAULT '{}',
    saved_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- A form as it was submitted; evidence, never changed.
CREATE TABLE form_revision (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    revision integer NOT NULL,
    submitted_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    company_name varchar(100) NOT NULL,
    company_name_kana varchar(200) NOT NULL,
    corporate_number varchar(13),
    postal_code varchar(16) NOT NULL,
    head_office varchar(4) NOT NULL,
    address varchar(200) NOT NULL,
    telephone varchar(24) NOT NULL,
    jan_maker_code varchar(10) NOT NULL,
    wholesaler integer NOT NULL
        REFERENCES certifying_wholesaler ON UPDATE CASCADE ON DELETE RESTRICT,
    contact_department varchar(100) NOT NULL,
    contact_name varchar(100) NOT NULL,
    contact_mail_address varchar(254) NOT NULL,
    manager_department varchar(100) NOT NULL,
    manager_name varchar(100) NOT NULL,
    manager_name_kana varchar(100) NOT NULL,
    loose_search_key varchar(200) NOT NULL DEFAULT '',
    made_by varchar(15) NOT NULL DEFAULT 'applicant',
    CONSTRAINT form_revision_once UNIQUE (application, revision),
    CONSTRAINT form_revision_is_positive CHECK (revision > 0),
    CONSTRAINT form_revision_has_an_author
        CHECK (made_by IN ('applicant', 'contact', 'administrator')),
    CONSTRAINT form_jan_maker_code_is_7_9_or_10_digits
        CHECK (jan_maker_code ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'),
    CONSTRAINT form_corporate_number_is_13_digits CHECK (corporate_number ~ '^[1-9][0-9]{12}$')
);
CREATE INDEX form_revision_contact ON form_revision (lower(contact_mail_address));
CREATE INDEX form_revision_contact_domain
    ON form_revision (split_part(contact_mail_address, '@', 2));
CREATE INDEX form_revision_corporate_number ON form_revision (corporate_number);
CREATE INDEX form_revision_jan_maker_code ON form_revision (jan_maker_code text_pattern_ops);
CREATE INDEX form_revision_name_prefix ON form_revision (loose_search_key text_pattern_ops);
CREATE INDEX form_revision_name_similar ON form_revision USING gin (loose_search_key gin_trgm_ops);
CREATE INDEX form_revision_same_name ON form_revision (loose_search_key);
CREATE INDEX form_revision_submitted ON form_revision (submitted_at, application, revision);
CREATE INDEX form_revision_wholesaler ON form_revision (wholesaler, application);
-- For the planner to tell a frequent part of a name from a rare one.
ALTER TABLE form_revision ALTER COLUMN loose_search_key SET STATISTICS 1000;

-- What the wholesaler's contact decided; evidence, never changed.
CREATE TABLE decision (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    revision integer NOT NULL,
    choice varchar(10) NOT NULL,
    reason varchar(1000) NOT NULL DEFAULT '',
    mail_address varchar(254) NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT decision_once_per_revision UNIQUE (application, revision),
    CONSTRAINT decision_choice_is_known CHECK (choice IN ('approve', 'decline', 'no_trade')),
    CONSTRAINT decision_to_decline_has_a_reason CHECK (choice = 'approve' OR reason <> '')
);
CREATE INDEX decision_decided ON decision (decided_at, application, revision, choice);
CREATE INDEX decision_mailbox ON decision (mail_address);
