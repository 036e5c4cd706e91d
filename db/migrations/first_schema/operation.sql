-- What makes the service dependable: the outbox, mails, the audit log, Temporal's identity.

-- News of facts that a workflow is still to hear of.
CREATE TABLE outbox (
    id bigserial PRIMARY KEY,
    signal varchar(40) NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    delivered_at timestamptz,
    process varchar(60) NOT NULL,
    held_until timestamptz
);
CREATE INDEX outbox_fresh ON outbox (id) WHERE delivered_at IS NULL AND held_until IS NULL;
CREATE INDEX outbox_held ON outbox (held_until)
    WHERE delivered_at IS NULL AND held_until IS NOT NULL;
CREATE INDEX outbox_held_up ON outbox (recorded_at) WHERE delivered_at IS NULL;
CREATE INDEX outbox_undelivered ON outbox (process, id) WHERE delivered_at IS NULL;

-- One mail; its key is unique so that none goes out twice.
CREATE TABLE mail (
    key varchar(60) PRIMARY KEY,
    application varchar(15) REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    kind varchar(30) NOT NULL,
    generation integer NOT NULL,
    recipient varchar(254) NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'queued',
    attempts integer NOT NULL DEFAULT 0,
    claimed_until timestamptz,
    server_answer text NOT NULL DEFAULT '',
    queued_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at timestamptz,
    revision integer NOT NULL DEFAULT 0,
    account bigint REFERENCES account ON UPDATE CASCADE ON DELETE SET NULL,
    company varchar(8) REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    process varchar(60) NOT NULL DEFAULT '',
    salt uuid DEFAULT gen_random_uuid(),
    content text,
    put_off boolean NOT NULL DEFAULT false,
    mailbox varchar(254) NOT NULL DEFAULT '',
    waits_until timestamptz,
    CONSTRAINT mail_state_is_known
        CHECK (state IN ('queued', 'sent', 'refused', 'bounced', 'void')),
    CONSTRAINT mail_finished_has_its_time CHECK ((state = 'queued') = (finished_at IS NULL))
);
CREATE INDEX mail_account ON mail (account) WHERE account IS NOT NULL;
CREATE INDEX mail_application ON mail (application) WHERE application IS NOT NULL;
CREATE INDEX mail_company ON mail (company, queued_at) WHERE company IS NOT NULL;
CREATE INDEX mail_failed ON mail (application, kind, generation, revision, finished_at)
    WHERE state IN ('refused', 'bounced');
CREATE INDEX mail_held_up ON mail (queued_at)
    WHERE state = 'queued' AND NOT put_off AND application IS NOT NULL;
CREATE INDEX mail_kind ON mail (kind, queued_at, key);
CREATE INDEX mail_mailbox ON mail (mailbox, finished_at) WHERE mailbox <> '';
CREATE INDEX mail_newest ON mail (queued_at, key);
CREATE INDEX mail_not_sent ON mail (state, queued_at, key) WHERE state <> 'sent';
CREATE INDEX mail_process ON mail (process);
CREATE INDEX mail_queued ON mail (process, attempts, queued_at) WHERE state = 'queued';
CREATE INDEX mail_recipient ON mail (lower(recipient), queued_at, key);

-- A mail's content goes with its outcome, whoever records that, and is never for another mailbox.
CREATE FUNCTION forget_content() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.content := NULL;
        RETURN NEW;
    END $$;
CREATE TRIGGER mail_content_goes BEFORE UPDATE ON mail FOR EACH ROW
    WHEN (NEW.content IS NOT NULL AND (NEW.state <> 'queued' OR NEW.recipient <> OLD.recipient))
    EXECUTE FUNCTION forget_content();

-- Who did what; rows are only ever added (S42).
CREATE TABLE audit_event (
    id bigserial PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    tag varchar(60) NOT NULL,
    application_number varchar(15),
    company_id varchar(8),
    account_id varchar(3),
    details jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT audit_event_tag_has_three_parts CHECK (tag ~ '^[a-z_]+:[a-z_]+:[a-z_]+$')
);
CREATE INDEX audit_event_administrator ON audit_event ((details ->> 'administrator'), at, id)
    WHERE details ->> 'administrator' IS NOT NULL;
CREATE INDEX audit_event_application ON audit_event (application_number, id);
CREATE INDEX audit_event_company ON audit_event (company_id, id);
CREATE INDEX audit_event_newest ON audit_event (at, id);
CREATE INDEX audit_event_tag ON audit_event (tag, id);

-- A link of the chain that the audit log is sealed by (S42).
CREATE TABLE audit_seal (
    id bigserial PRIMARY KEY,
    sealed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    through bigint NOT NULL DEFAULT 0,
    seen bigint NOT NULL DEFAULT 0,
    digest varchar(64) NOT NULL
);

-- The audit log is never changed, nor what it is sealed by (S42).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
    END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which Temporal the open applications run in; one row.
CREATE TABLE temporal_home (
    id integer DEFAULT 1 PRIMARY KEY,
    namespace_id varchar(64) NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT temporal_home_is_one_row CHECK (id = 1)
);

-- More was tried than a limit over many networks allows (S15).
CREATE TABLE flood (
    id bigserial PRIMARY KEY,
    kind varchar(30) NOT NULL,
    subject varchar(60) NOT NULL DEFAULT '',
    tries integer NOT NULL DEFAULT 0,
    most integer NOT NULL DEFAULT 0,
    began_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    seen_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    told_at timestamptz
);
CREATE INDEX flood_of ON flood (kind, subject, seen_at);

-- How open processes are kept running; one row.
CREATE TABLE reconciliation (
    id integer DEFAULT 1 PRIMARY KEY,
    looked_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    restarts integer NOT NULL DEFAULT 0,
    CONSTRAINT reconciliation_is_one_row CHECK (id = 1)
);

-- What does not go on, and why; the row goes when it goes on again.
CREATE TABLE trouble (
    id bigserial PRIMARY KEY,
    process varchar(60) NOT NULL,
    kind varchar(30) NOT NULL,
    reason text NOT NULL DEFAULT '',
    since timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    seen_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    times integer NOT NULL DEFAULT 1,
    CONSTRAINT trouble_is_noted_once UNIQUE (process, kind)
);

-- The numbers of what runs in Temporal besides applications.
CREATE SEQUENCE process_serial;
