-- Those who run the service: administrators, what they took in hand, their notes and replies.

-- A person of the console; logs in by mail address.
CREATE TABLE administrator (
    id bigserial PRIMARY KEY,
    mail_address varchar(254) NOT NULL,
    person_name varchar(100) NOT NULL,
    role varchar(15) NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'active',
    password_hash text,
    password_is_first boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_login_at timestamptz,
    CONSTRAINT administrator_once UNIQUE (mail_address),
    CONSTRAINT administrator_role_is_known CHECK (role IN ('viewer', 'helpdesk', 'administrator')),
    CONSTRAINT administrator_state_is_known CHECK (state IN ('active', 'stopped'))
);

-- An administrator who is logged in (S16, S17).
CREATE TABLE administrator_session (
    token_hash varchar(64) PRIMARY KEY,
    administrator bigint NOT NULL REFERENCES administrator ON UPDATE CASCADE ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_seen_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX administrator_session_owner ON administrator_session (administrator);

-- Who took a case of the queue in hand, so that no two do.
CREATE TABLE case_in_hand (
    subject varchar(40) PRIMARY KEY,
    administrator bigint NOT NULL REFERENCES administrator ON UPDATE CASCADE ON DELETE CASCADE,
    taken_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- What an administrator wrote down; only administrators read it.
CREATE TABLE note (
    id bigserial PRIMARY KEY,
    application varchar(15) REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    company varchar(8) REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    text varchar(4000) NOT NULL,
    written_by varchar(254) NOT NULL,
    written_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT note_is_about_one_thing CHECK ((application IS NULL) <> (company IS NULL)),
    CONSTRAINT note_has_a_text CHECK (btrim(text) <> '')
);
CREATE INDEX note_application ON note (application, id) WHERE application IS NOT NULL;
CREATE INDEX note_company ON note (company, id) WHERE company IS NOT NULL;

-- A reason that is given often, to be put into a form.
CREATE TABLE saved_reply (
    id bigserial PRIMARY KEY,
    title varchar(100) NOT NULL,
    text varchar(1000) NOT NULL,
    changed_by varchar(254) NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT saved_reply_once UNIQUE (title),
    CONSTRAINT saved_reply_has_a_text CHECK (btrim(title) <> '' AND btrim(text) <> '')
);

-- What an administrator did and why; goes with what it is about.
CREATE TABLE console_act (
    id bigserial PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tag varchar(60) NOT NULL,
    done_by varchar(254) NOT NULL,
    application varchar(15) REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    company varchar(8) REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    account_id varchar(3),
    reason varchar(1000) NOT NULL,
    before jsonb NOT NULL DEFAULT '{}',
    after jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX console_act_application ON console_act (application, id) WHERE application IS NOT NULL;
CREATE INDEX console_act_company ON console_act (company, id) WHERE company IS NOT NULL;
CREATE INDEX console_act_tag ON console_act (tag, id);
