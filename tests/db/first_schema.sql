CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
CREATE FUNCTION public.forget_content() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.content := NULL;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
    END $$;
CREATE TABLE public.access_change (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    account bigint,
    act character varying(15) NOT NULL,
    role_then character varying(10) NOT NULL,
    address_then character varying(254) DEFAULT ''::character varying NOT NULL,
    wanted jsonb DEFAULT '{}'::jsonb NOT NULL,
    reason character varying(1000) NOT NULL,
    evidence character varying(2000) DEFAULT ''::character varying NOT NULL,
    asked_by character varying(254) NOT NULL,
    administrator bigint DEFAULT 0 NOT NULL,
    asked_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    due_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    confirms boolean DEFAULT false NOT NULL,
    confirmed_at timestamp with time zone,
    agreed_at timestamp with time zone,
    seconded_by bigint DEFAULT 0 NOT NULL,
    seconded_at timestamp with time zone,
    outcome character varying(10),
    closed_at timestamp with time zone,
    CONSTRAINT access_change_act_is_known CHECK (((act)::text = ANY ((ARRAY['address'::character varying, 'second_factor'::character varying, 'manager'::character varying])::text[]))),
    CONSTRAINT access_change_outcome_has_its_time CHECK (((outcome IS NULL) = (closed_at IS NULL))),
    CONSTRAINT access_change_outcome_is_known CHECK (((outcome)::text = ANY ((ARRAY['done'::character varying, 'stopped'::character varying, 'called_off'::character varying, 'lapsed'::character varying, 'outdated'::character varying])::text[])))
);
CREATE SEQUENCE public.access_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.access_change_id_seq OWNED BY public.access_change.id;
CREATE TABLE public.account (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    account_id character varying(3) NOT NULL,
    role character varying(10) NOT NULL,
    state character varying(10) DEFAULT 'active'::character varying NOT NULL,
    department character varying(100) DEFAULT ''::character varying NOT NULL,
    person_name character varying(100) NOT NULL,
    person_name_kana character varying(100) DEFAULT ''::character varying NOT NULL,
    mail_address character varying(254) NOT NULL,
    password_hash text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_login_at timestamp with time zone,
    mail_bounced_at timestamp with time zone,
    CONSTRAINT account_id_is_001_to_999 CHECK ((((account_id)::text ~ '^[0-9]{3}$'::text) AND ((account_id)::text <> '000'::text))),
    CONSTRAINT account_role_is_known CHECK (((role)::text = ANY ((ARRAY['id_manager'::character varying, 'user'::character varying])::text[]))),
    CONSTRAINT account_state_is_known CHECK (((state)::text = ANY ((ARRAY['invited'::character varying, 'active'::character varying, 'stopped'::character varying])::text[])))
);
CREATE SEQUENCE public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.account_import (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    lines jsonb DEFAULT '[]'::jsonb NOT NULL,
    made_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    done_at timestamp with time zone,
    process character varying(60) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.account_import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_import_id_seq OWNED BY public.account_import.id;
CREATE TABLE public.account_link (
    token_hash character varying(64) NOT NULL,
    purpose character varying(10) NOT NULL,
    account bigint NOT NULL,
    generation integer NOT NULL,
    mail_address character varying(254) DEFAULT ''::character varying NOT NULL,
    made_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    salt uuid DEFAULT gen_random_uuid(),
    access_change bigint,
    CONSTRAINT account_link_generation_is_positive CHECK ((generation > 0)),
    CONSTRAINT account_link_purpose_is_known CHECK (((purpose)::text = ANY ((ARRAY['invitation'::character varying, 'password'::character varying, 'address'::character varying, 'access'::character varying])::text[])))
);
CREATE TABLE public.administrator (
    id bigint NOT NULL,
    mail_address character varying(254) NOT NULL,
    person_name character varying(100) NOT NULL,
    role character varying(15) NOT NULL,
    state character varying(10) DEFAULT 'active'::character varying NOT NULL,
    password_hash text,
    password_is_first boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_login_at timestamp with time zone,
    CONSTRAINT administrator_role_is_known CHECK (((role)::text = ANY ((ARRAY['viewer'::character varying, 'helpdesk'::character varying, 'administrator'::character varying])::text[]))),
    CONSTRAINT administrator_state_is_known CHECK (((state)::text = ANY ((ARRAY['active'::character varying, 'stopped'::character varying])::text[])))
);
CREATE SEQUENCE public.administrator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.administrator_id_seq OWNED BY public.administrator.id;
CREATE TABLE public.administrator_session (
    token_hash character varying(64) NOT NULL,
    administrator bigint NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_seen_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.application (
    application_number character varying(15) NOT NULL,
    stage character varying(20) NOT NULL,
    stage_since timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    mail_address character varying(254) NOT NULL,
    mailbox_key character varying(254) NOT NULL,
    searched_name character varying(100) DEFAULT ''::character varying NOT NULL,
    requested_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    verified_at timestamp with time zone,
    deadline timestamp with time zone,
    manager_password_hash text,
    closed_at timestamp with time zone,
    revision_in_hand integer DEFAULT 0 NOT NULL,
    proved_address character varying(254),
    CONSTRAINT application_closed_has_its_time CHECK ((((stage)::text = ANY ((ARRAY['enrolled'::character varying, 'declined'::character varying, 'expired'::character varying, 'lapsed'::character varying, 'withdrawn'::character varying])::text[])) = (closed_at IS NOT NULL))),
    CONSTRAINT application_number_is_well_formed CHECK (((application_number)::text ~ '^[0-9]{6}-[0-9]{6}-[0-9]$'::text)),
    CONSTRAINT application_open_has_its_deadline CHECK (((closed_at IS NOT NULL) OR (deadline IS NOT NULL))),
    CONSTRAINT application_stage_is_known CHECK (((stage)::text = ANY ((ARRAY['invited'::character varying, 'under_review'::character varying, 'awaiting_approval'::character varying, 'returned'::character varying, 'enrolled'::character varying, 'declined'::character varying, 'expired'::character varying, 'lapsed'::character varying, 'withdrawn'::character varying])::text[])))
);
CREATE SEQUENCE public.application_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    MAXVALUE 999999
    CACHE 1;
CREATE TABLE public.audit_event (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    tag character varying(60) NOT NULL,
    application_number character varying(15),
    company_id character varying(8),
    account_id character varying(3),
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_event_tag_has_three_parts CHECK (((tag)::text ~ '^[a-z_]+:[a-z_]+:[a-z_]+$'::text))
);
CREATE SEQUENCE public.audit_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_event_id_seq OWNED BY public.audit_event.id;
CREATE TABLE public.audit_seal (
    id bigint NOT NULL,
    sealed_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    through bigint DEFAULT 0 NOT NULL,
    seen bigint DEFAULT 0 NOT NULL,
    digest character varying(64) NOT NULL
);
CREATE SEQUENCE public.audit_seal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_seal_id_seq OWNED BY public.audit_seal.id;
CREATE TABLE public.cancellation (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    reason character varying(1000) DEFAULT ''::character varying NOT NULL,
    requested_by character varying(3) NOT NULL,
    requested_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    ends_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    undone_at timestamp with time zone,
    reminded_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT cancellation_ends_once CHECK (((undone_at IS NULL) OR (ended_at IS NULL)))
);
CREATE SEQUENCE public.cancellation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cancellation_id_seq OWNED BY public.cancellation.id;
CREATE TABLE public.case_in_hand (
    subject character varying(40) NOT NULL,
    administrator bigint NOT NULL,
    taken_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.certifying_wholesaler (
    id integer NOT NULL,
    name character varying(100) NOT NULL,
    search_key character varying(200) NOT NULL,
    telephone character varying(24) DEFAULT ''::character varying NOT NULL,
    listed boolean DEFAULT true NOT NULL,
    CONSTRAINT certifying_wholesaler_has_a_name CHECK ((((name)::text <> ''::text) AND ((search_key)::text <> ''::text)))
);
CREATE SEQUENCE public.certifying_wholesaler_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.certifying_wholesaler_id_seq OWNED BY public.certifying_wholesaler.id;
CREATE TABLE public.company (
    company_id character varying(8) NOT NULL,
    name character varying(100) NOT NULL,
    name_kana character varying(200) DEFAULT ''::character varying NOT NULL,
    search_key character varying(200) NOT NULL,
    loose_search_key character varying(200) NOT NULL,
    corporate_number character varying(13),
    head_office character varying(4) NOT NULL,
    postal_code character varying(16) DEFAULT ''::character varying NOT NULL,
    address character varying(200) DEFAULT ''::character varying NOT NULL,
    telephone character varying(24) DEFAULT ''::character varying NOT NULL,
    jan_maker_code character varying(10),
    application_number character varying(15),
    enrolled_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    suspended_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT company_corporate_number_is_13_digits CHECK (((corporate_number)::text ~ '^[1-9][0-9]{12}$'::text)),
    CONSTRAINT company_has_a_name CHECK ((((name)::text <> ''::text) AND ((search_key)::text <> ''::text) AND ((loose_search_key)::text <> ''::text))),
    CONSTRAINT company_id_is_8_digits CHECK (((company_id)::text ~ '^[0-9]{8}$'::text)),
    CONSTRAINT company_jan_maker_code_is_7_9_or_10_digits CHECK (((jan_maker_code)::text ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'::text))
);
CREATE TABLE public.company_change (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    name character varying(100) NOT NULL,
    name_kana character varying(200) NOT NULL,
    jan_maker_code character varying(10),
    reason character varying(1000) NOT NULL,
    requested_by character varying(3) NOT NULL,
    requested_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    choice character varying(10),
    decision_reason character varying(1000) DEFAULT ''::character varying NOT NULL,
    decided_by character varying(254) DEFAULT ''::character varying NOT NULL,
    decided_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT company_change_choice_is_known CHECK (((choice)::text = ANY ((ARRAY['approve'::character varying, 'decline'::character varying, 'withdraw'::character varying])::text[]))),
    CONSTRAINT company_change_decided_has_its_time CHECK (((choice IS NULL) = (decided_at IS NULL))),
    CONSTRAINT company_change_jan_maker_code_is_7_9_or_10_digits CHECK (((jan_maker_code)::text ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'::text))
);
CREATE SEQUENCE public.company_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.company_change_id_seq OWNED BY public.company_change.id;
CREATE SEQUENCE public.company_serial
    START WITH 1000001
    INCREMENT BY 1
    NO MINVALUE
    MAXVALUE 9999999
    CACHE 1;
CREATE TABLE public.consent (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    terms_version integer NOT NULL,
    text_sha256 character varying(64) NOT NULL,
    consented_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.consent_id_seq OWNED BY public.consent.id;
CREATE TABLE public.console_act (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    tag character varying(60) NOT NULL,
    done_by character varying(254) NOT NULL,
    application character varying(15),
    company character varying(8),
    account_id character varying(3),
    reason character varying(1000) NOT NULL,
    before jsonb DEFAULT '{}'::jsonb NOT NULL,
    after jsonb DEFAULT '{}'::jsonb NOT NULL
);
CREATE SEQUENCE public.console_act_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.console_act_id_seq OWNED BY public.console_act.id;
CREATE TABLE public.decision (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    revision integer NOT NULL,
    choice character varying(10) NOT NULL,
    reason character varying(1000) DEFAULT ''::character varying NOT NULL,
    mail_address character varying(254) NOT NULL,
    decided_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT decision_choice_is_known CHECK (((choice)::text = ANY ((ARRAY['approve'::character varying, 'decline'::character varying, 'no_trade'::character varying])::text[]))),
    CONSTRAINT decision_to_decline_has_a_reason CHECK ((((choice)::text = 'approve'::text) OR ((reason)::text <> ''::text)))
);
CREATE SEQUENCE public.decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.decision_id_seq OWNED BY public.decision.id;
CREATE TABLE public.dispute (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    revision integer NOT NULL,
    disputed_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.dispute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.dispute_id_seq OWNED BY public.dispute.id;
CREATE TABLE public.due (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    purpose character varying(10) NOT NULL,
    generation integer NOT NULL,
    kind character varying(10) NOT NULL,
    nth integer NOT NULL,
    due_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT due_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['reminder'::character varying, 'resend'::character varying, 'alert'::character varying])::text[])))
);
CREATE SEQUENCE public.due_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.due_id_seq OWNED BY public.due.id;
CREATE TABLE public.flood (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    subject character varying(60) DEFAULT ''::character varying NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    most integer DEFAULT 0 NOT NULL,
    began_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    seen_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    told_at timestamp with time zone
);
CREATE SEQUENCE public.flood_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.flood_id_seq OWNED BY public.flood.id;
CREATE TABLE public.form_draft (
    application character varying(15) NOT NULL,
    typed jsonb DEFAULT '{}'::jsonb NOT NULL,
    saved_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.form_revision (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    revision integer NOT NULL,
    submitted_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    company_name character varying(100) NOT NULL,
    company_name_kana character varying(200) NOT NULL,
    corporate_number character varying(13),
    postal_code character varying(16) NOT NULL,
    head_office character varying(4) NOT NULL,
    address character varying(200) NOT NULL,
    telephone character varying(24) NOT NULL,
    jan_maker_code character varying(10) NOT NULL,
    wholesaler integer NOT NULL,
    contact_department character varying(100) NOT NULL,
    contact_name character varying(100) NOT NULL,
    contact_mail_address character varying(254) NOT NULL,
    manager_department character varying(100) NOT NULL,
    manager_name character varying(100) NOT NULL,
    manager_name_kana character varying(100) NOT NULL,
    loose_search_key character varying(200) DEFAULT ''::character varying NOT NULL,
    made_by character varying(15) DEFAULT 'applicant'::character varying NOT NULL,
    CONSTRAINT form_corporate_number_is_13_digits CHECK (((corporate_number)::text ~ '^[1-9][0-9]{12}$'::text)),
    CONSTRAINT form_jan_maker_code_is_7_9_or_10_digits CHECK (((jan_maker_code)::text ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'::text)),
    CONSTRAINT form_revision_has_an_author CHECK (((made_by)::text = ANY ((ARRAY['applicant'::character varying, 'contact'::character varying, 'administrator'::character varying])::text[]))),
    CONSTRAINT form_revision_is_positive CHECK ((revision > 0))
);
ALTER TABLE ONLY public.form_revision ALTER COLUMN loose_search_key SET STATISTICS 1000;
CREATE SEQUENCE public.form_revision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.form_revision_id_seq OWNED BY public.form_revision.id;
CREATE TABLE public.import_chunk (
    id bigint NOT NULL,
    run bigint NOT NULL,
    nth integer NOT NULL,
    content bytea NOT NULL
);
CREATE SEQUENCE public.import_chunk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.import_chunk_id_seq OWNED BY public.import_chunk.id;
CREATE TABLE public.import_problem (
    id bigint NOT NULL,
    run bigint NOT NULL,
    line bigint NOT NULL,
    problem character varying(300) NOT NULL
);
CREATE SEQUENCE public.import_problem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.import_problem_id_seq OWNED BY public.import_problem.id;
CREATE TABLE public.import_run (
    id bigint NOT NULL,
    kind character varying(15) NOT NULL,
    file_name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    encoding character varying(12) NOT NULL,
    bytes_total bigint NOT NULL,
    bytes_done bigint DEFAULT 0 NOT NULL,
    lines_done bigint DEFAULT 0 NOT NULL,
    lines_bad bigint DEFAULT 0 NOT NULL,
    rows_changed bigint DEFAULT 0 NOT NULL,
    started_by character varying(254) NOT NULL,
    started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    finished_at timestamp with time zone,
    stopped_at timestamp with time zone,
    CONSTRAINT import_run_encoding_is_known CHECK (((encoding)::text = ANY ((ARRAY['utf-8'::character varying, 'cp932'::character varying])::text[]))),
    CONSTRAINT import_run_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['companies'::character varying, 'corporations'::character varying])::text[])))
);
CREATE SEQUENCE public.import_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.import_run_id_seq OWNED BY public.import_run.id;
CREATE TABLE public.link (
    token_hash character varying(64) NOT NULL,
    purpose character varying(10) NOT NULL,
    application character varying(15) NOT NULL,
    generation integer NOT NULL,
    made_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp with time zone,
    used_at timestamp with time zone,
    revision integer DEFAULT 0 NOT NULL,
    salt uuid DEFAULT gen_random_uuid(),
    CONSTRAINT link_generation_is_positive CHECK ((generation > 0))
);
CREATE TABLE public.login_challenge (
    token_hash character varying(64) NOT NULL,
    owner character varying(40) NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    made_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.login_record (
    id bigint NOT NULL,
    account bigint NOT NULL,
    at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    outcome character varying(20) NOT NULL,
    browser character varying(60) DEFAULT ''::character varying NOT NULL,
    network character varying(45) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT login_record_outcome_is_known CHECK (((outcome)::text = ANY ((ARRAY['succeeded'::character varying, 'wrong_password'::character varying, 'wrong_code'::character varying])::text[])))
);
CREATE SEQUENCE public.login_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.login_record_id_seq OWNED BY public.login_record.id;
CREATE TABLE public.login_session (
    token_hash character varying(64) NOT NULL,
    account bigint NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_seen_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    browser character varying(60) DEFAULT ''::character varying NOT NULL,
    network character varying(45) DEFAULT ''::character varying NOT NULL
);
CREATE TABLE public.mail (
    key character varying(60) NOT NULL,
    application character varying(15),
    kind character varying(30) NOT NULL,
    generation integer NOT NULL,
    recipient character varying(254) NOT NULL,
    state character varying(10) DEFAULT 'queued'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    claimed_until timestamp with time zone,
    server_answer text DEFAULT ''::text NOT NULL,
    queued_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    finished_at timestamp with time zone,
    revision integer DEFAULT 0 NOT NULL,
    account bigint,
    company character varying(8),
    process character varying(60) DEFAULT ''::character varying NOT NULL,
    salt uuid DEFAULT gen_random_uuid(),
    content text,
    put_off boolean DEFAULT false NOT NULL,
    mailbox character varying(254) DEFAULT ''::character varying NOT NULL,
    waits_until timestamp with time zone,
    CONSTRAINT mail_finished_has_its_time CHECK ((((state)::text = 'queued'::text) = (finished_at IS NULL))),
    CONSTRAINT mail_state_is_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'sent'::character varying, 'refused'::character varying, 'bounced'::character varying, 'void'::character varying])::text[])))
);
CREATE TABLE public.member_consent (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    account_id character varying(3) NOT NULL,
    terms_version integer NOT NULL,
    text_sha256 character varying(64) NOT NULL,
    consented_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.member_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.member_consent_id_seq OWNED BY public.member_consent.id;
CREATE TABLE public.migration (
    id integer NOT NULL,
    name character varying(200) DEFAULT ''::character varying NOT NULL,
    app_name character varying(200) DEFAULT ''::character varying NOT NULL,
    ran_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.migration_id_seq OWNED BY public.migration.id;
CREATE TABLE public.note (
    id bigint NOT NULL,
    application character varying(15),
    company character varying(8),
    text character varying(4000) NOT NULL,
    written_by character varying(254) NOT NULL,
    written_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT note_has_a_text CHECK ((btrim((text)::text) <> ''::text)),
    CONSTRAINT note_is_about_one_thing CHECK (((application IS NULL) <> (company IS NULL)))
);
CREATE SEQUENCE public.note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.note_id_seq OWNED BY public.note.id;
CREATE TABLE public.outbox (
    id bigint NOT NULL,
    signal character varying(40) NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    delivered_at timestamp with time zone,
    process character varying(60) NOT NULL,
    held_until timestamp with time zone
);
CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE SEQUENCE public.process_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.reconciliation (
    id integer DEFAULT 1 NOT NULL,
    looked_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    restarts integer DEFAULT 0 NOT NULL,
    CONSTRAINT reconciliation_is_one_row CHECK ((id = 1))
);
CREATE TABLE public.recovery_code (
    id bigint NOT NULL,
    owner character varying(40) NOT NULL,
    code_hash character varying(64) NOT NULL,
    used_at timestamp with time zone
);
CREATE SEQUENCE public.recovery_code_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.recovery_code_id_seq OWNED BY public.recovery_code.id;
CREATE TABLE public.registered_corporation (
    corporate_number character varying(13) NOT NULL,
    name character varying(150) NOT NULL,
    name_kana character varying(300) DEFAULT ''::character varying NOT NULL,
    loose_search_key character varying(300) NOT NULL,
    head_office character varying(4) NOT NULL,
    address character varying(400) DEFAULT ''::character varying NOT NULL,
    postal_code character varying(8) DEFAULT ''::character varying NOT NULL,
    closed_on date,
    updated_on date NOT NULL
);
CREATE TABLE public.resting_number (
    id bigint NOT NULL,
    company character varying(8) NOT NULL,
    account_id character varying(3) NOT NULL,
    deleted_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    free_from timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.resting_number_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.resting_number_id_seq OWNED BY public.resting_number.id;
CREATE TABLE public.return_notice (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    revision integer NOT NULL,
    cause character varying(15) NOT NULL,
    parts character varying(12)[] DEFAULT '{}'::character varying[] NOT NULL,
    reason character varying(1000) DEFAULT ''::character varying NOT NULL,
    made_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT return_cause_is_known CHECK (((cause)::text = ANY ((ARRAY['returned'::character varying, 'declined'::character varying, 'undeliverable'::character varying])::text[]))),
    CONSTRAINT return_names_parts CHECK ((cardinality(parts) > 0))
);
CREATE SEQUENCE public.return_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.return_notice_id_seq OWNED BY public.return_notice.id;
CREATE TABLE public.review (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    revision integer NOT NULL,
    cause character varying(20) NOT NULL,
    opened_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT review_cause_is_known CHECK (((cause)::text = ANY ((ARRAY['screening'::character varying, 'no_trade'::character varying, 'dispute'::character varying])::text[])))
);
CREATE TABLE public.review_decision (
    id bigint NOT NULL,
    review bigint NOT NULL,
    choice character varying(10) NOT NULL,
    reason character varying(1000) NOT NULL,
    parts character varying(12)[] DEFAULT '{}'::character varying[] NOT NULL,
    decided_by character varying(254) NOT NULL,
    decided_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT review_choice_is_known CHECK (((choice)::text = ANY ((ARRAY['clear'::character varying, 'return'::character varying, 'decline'::character varying])::text[]))),
    CONSTRAINT review_decision_has_a_reason CHECK ((btrim((reason)::text) <> ''::text)),
    CONSTRAINT review_return_names_parts CHECK ((((choice)::text = 'return'::text) = (cardinality(parts) > 0)))
);
CREATE SEQUENCE public.review_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.review_decision_id_seq OWNED BY public.review_decision.id;
CREATE SEQUENCE public.review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.review_id_seq OWNED BY public.review.id;
CREATE TABLE public.saved_reply (
    id bigint NOT NULL,
    title character varying(100) NOT NULL,
    text character varying(1000) NOT NULL,
    changed_by character varying(254) NOT NULL,
    changed_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT saved_reply_has_a_text CHECK (((btrim((title)::text) <> ''::text) AND (btrim((text)::text) <> ''::text)))
);
CREATE SEQUENCE public.saved_reply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.saved_reply_id_seq OWNED BY public.saved_reply.id;
CREATE TABLE public.screening_finding (
    id bigint NOT NULL,
    application character varying(15) NOT NULL,
    revision integer NOT NULL,
    reason character varying(50) NOT NULL,
    evidence jsonb DEFAULT '{}'::jsonb NOT NULL,
    found_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.screening_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.screening_finding_id_seq OWNED BY public.screening_finding.id;
CREATE TABLE public.second_factor (
    owner character varying(40) NOT NULL,
    secret text NOT NULL,
    offered_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.temporal_home (
    id integer DEFAULT 1 NOT NULL,
    namespace_id character varying(64) NOT NULL,
    seen_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT temporal_home_is_one_row CHECK ((id = 1))
);
CREATE TABLE public.terms_version (
    version integer NOT NULL,
    body text NOT NULL,
    body_english text NOT NULL,
    text_sha256 character varying(64) NOT NULL,
    effective_from timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    consent_by character varying(12) DEFAULT 'nobody'::character varying NOT NULL,
    CONSTRAINT terms_consent_by_is_known CHECK (((consent_by)::text = ANY ((ARRAY['nobody'::character varying, 'id_managers'::character varying, 'everyone'::character varying])::text[]))),
    CONSTRAINT terms_version_is_positive CHECK ((version > 0))
);
CREATE TABLE public.throttle (
    bucket character varying(100) NOT NULL,
    window_started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    most integer DEFAULT 0 NOT NULL,
    number bigint NOT NULL,
    shown character varying(60) DEFAULT ''::character varying NOT NULL,
    window_ends_at timestamp with time zone
);
CREATE SEQUENCE public.throttle_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.throttle_number_seq OWNED BY public.throttle.number;
CREATE TABLE public.trouble (
    id bigint NOT NULL,
    process character varying(60) NOT NULL,
    kind character varying(30) NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    since timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    seen_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    times integer DEFAULT 1 NOT NULL
);
CREATE SEQUENCE public.trouble_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.trouble_id_seq OWNED BY public.trouble.id;
CREATE TABLE public.wholesaler_mail_domain (
    id integer NOT NULL,
    wholesaler integer NOT NULL,
    domain character varying(253) NOT NULL,
    CONSTRAINT wholesaler_mail_domain_is_lower_case CHECK ((((domain)::text = lower((domain)::text)) AND ((domain)::text <> ''::text)))
);
CREATE SEQUENCE public.wholesaler_mail_domain_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.wholesaler_mail_domain_id_seq OWNED BY public.wholesaler_mail_domain.id;
CREATE TABLE public.withdrawal (
    application character varying(15) NOT NULL,
    withdrawn_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
ALTER TABLE ONLY public.access_change ALTER COLUMN id SET DEFAULT nextval('public.access_change_id_seq'::regclass);
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.account_import ALTER COLUMN id SET DEFAULT nextval('public.account_import_id_seq'::regclass);
ALTER TABLE ONLY public.administrator ALTER COLUMN id SET DEFAULT nextval('public.administrator_id_seq'::regclass);
ALTER TABLE ONLY public.audit_event ALTER COLUMN id SET DEFAULT nextval('public.audit_event_id_seq'::regclass);
ALTER TABLE ONLY public.audit_seal ALTER COLUMN id SET DEFAULT nextval('public.audit_seal_id_seq'::regclass);
ALTER TABLE ONLY public.cancellation ALTER COLUMN id SET DEFAULT nextval('public.cancellation_id_seq'::regclass);
ALTER TABLE ONLY public.certifying_wholesaler ALTER COLUMN id SET DEFAULT nextval('public.certifying_wholesaler_id_seq'::regclass);
ALTER TABLE ONLY public.company_change ALTER COLUMN id SET DEFAULT nextval('public.company_change_id_seq'::regclass);
ALTER TABLE ONLY public.consent ALTER COLUMN id SET DEFAULT nextval('public.consent_id_seq'::regclass);
ALTER TABLE ONLY public.console_act ALTER COLUMN id SET DEFAULT nextval('public.console_act_id_seq'::regclass);
ALTER TABLE ONLY public.decision ALTER COLUMN id SET DEFAULT nextval('public.decision_id_seq'::regclass);
ALTER TABLE ONLY public.dispute ALTER COLUMN id SET DEFAULT nextval('public.dispute_id_seq'::regclass);
ALTER TABLE ONLY public.due ALTER COLUMN id SET DEFAULT nextval('public.due_id_seq'::regclass);
ALTER TABLE ONLY public.flood ALTER COLUMN id SET DEFAULT nextval('public.flood_id_seq'::regclass);
ALTER TABLE ONLY public.form_revision ALTER COLUMN id SET DEFAULT nextval('public.form_revision_id_seq'::regclass);
ALTER TABLE ONLY public.import_chunk ALTER COLUMN id SET DEFAULT nextval('public.import_chunk_id_seq'::regclass);
ALTER TABLE ONLY public.import_problem ALTER COLUMN id SET DEFAULT nextval('public.import_problem_id_seq'::regclass);
ALTER TABLE ONLY public.import_run ALTER COLUMN id SET DEFAULT nextval('public.import_run_id_seq'::regclass);
ALTER TABLE ONLY public.login_record ALTER COLUMN id SET DEFAULT nextval('public.login_record_id_seq'::regclass);
ALTER TABLE ONLY public.member_consent ALTER COLUMN id SET DEFAULT nextval('public.member_consent_id_seq'::regclass);
ALTER TABLE ONLY public.migration ALTER COLUMN id SET DEFAULT nextval('public.migration_id_seq'::regclass);
ALTER TABLE ONLY public.note ALTER COLUMN id SET DEFAULT nextval('public.note_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.recovery_code ALTER COLUMN id SET DEFAULT nextval('public.recovery_code_id_seq'::regclass);
ALTER TABLE ONLY public.resting_number ALTER COLUMN id SET DEFAULT nextval('public.resting_number_id_seq'::regclass);
ALTER TABLE ONLY public.return_notice ALTER COLUMN id SET DEFAULT nextval('public.return_notice_id_seq'::regclass);
ALTER TABLE ONLY public.review ALTER COLUMN id SET DEFAULT nextval('public.review_id_seq'::regclass);
ALTER TABLE ONLY public.review_decision ALTER COLUMN id SET DEFAULT nextval('public.review_decision_id_seq'::regclass);
ALTER TABLE ONLY public.saved_reply ALTER COLUMN id SET DEFAULT nextval('public.saved_reply_id_seq'::regclass);
ALTER TABLE ONLY public.screening_finding ALTER COLUMN id SET DEFAULT nextval('public.screening_finding_id_seq'::regclass);
ALTER TABLE ONLY public.throttle ALTER COLUMN number SET DEFAULT nextval('public.throttle_number_seq'::regclass);
ALTER TABLE ONLY public.trouble ALTER COLUMN id SET DEFAULT nextval('public.trouble_id_seq'::regclass);
ALTER TABLE ONLY public.wholesaler_mail_domain ALTER COLUMN id SET DEFAULT nextval('public.wholesaler_mail_domain_id_seq'::regclass);
SELECT pg_catalog.setval('public.access_change_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_import_id_seq', 1, false);
SELECT pg_catalog.setval('public.administrator_id_seq', 1, false);
SELECT pg_catalog.setval('public.application_serial', 1, false);
SELECT pg_catalog.setval('public.audit_event_id_seq', 1, false);
SELECT pg_catalog.setval('public.audit_seal_id_seq', 1, false);
SELECT pg_catalog.setval('public.cancellation_id_seq', 1, false);
SELECT pg_catalog.setval('public.certifying_wholesaler_id_seq', 1, false);
SELECT pg_catalog.setval('public.company_change_id_seq', 1, false);
SELECT pg_catalog.setval('public.company_serial', 1000001, false);
SELECT pg_catalog.setval('public.consent_id_seq', 1, false);
SELECT pg_catalog.setval('public.console_act_id_seq', 1, false);
SELECT pg_catalog.setval('public.decision_id_seq', 1, false);
SELECT pg_catalog.setval('public.dispute_id_seq', 1, false);
SELECT pg_catalog.setval('public.due_id_seq', 1, false);
SELECT pg_catalog.setval('public.flood_id_seq', 1, false);
SELECT pg_catalog.setval('public.form_revision_id_seq', 1, false);
SELECT pg_catalog.setval('public.import_chunk_id_seq', 1, false);
SELECT pg_catalog.setval('public.import_problem_id_seq', 1, false);
SELECT pg_catalog.setval('public.import_run_id_seq', 1, false);
SELECT pg_catalog.setval('public.login_record_id_seq', 1, false);
SELECT pg_catalog.setval('public.member_consent_id_seq', 1, false);
SELECT pg_catalog.setval('public.note_id_seq', 1, false);
SELECT pg_catalog.setval('public.outbox_id_seq', 1, false);
SELECT pg_catalog.setval('public.process_serial', 1, false);
SELECT pg_catalog.setval('public.recovery_code_id_seq', 1, false);
SELECT pg_catalog.setval('public.resting_number_id_seq', 1, false);
SELECT pg_catalog.setval('public.return_notice_id_seq', 1, false);
SELECT pg_catalog.setval('public.review_decision_id_seq', 1, false);
SELECT pg_catalog.setval('public.review_id_seq', 1, false);
SELECT pg_catalog.setval('public.saved_reply_id_seq', 1, false);
SELECT pg_catalog.setval('public.screening_finding_id_seq', 1, false);
SELECT pg_catalog.setval('public.throttle_number_seq', 1, false);
SELECT pg_catalog.setval('public.trouble_id_seq', 1, false);
SELECT pg_catalog.setval('public.wholesaler_mail_domain_id_seq', 1, false);
ALTER TABLE ONLY public.access_change
    ADD CONSTRAINT access_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_import
    ADD CONSTRAINT account_import_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_link
    ADD CONSTRAINT account_link_once_per_generation UNIQUE (purpose, account, generation);
ALTER TABLE ONLY public.account_link
    ADD CONSTRAINT account_link_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_once_in_company UNIQUE (company, account_id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.administrator
    ADD CONSTRAINT administrator_once UNIQUE (mail_address);
ALTER TABLE ONLY public.administrator
    ADD CONSTRAINT administrator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.administrator_session
    ADD CONSTRAINT administrator_session_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_pkey PRIMARY KEY (application_number);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cancellation
    ADD CONSTRAINT cancellation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.case_in_hand
    ADD CONSTRAINT case_in_hand_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY public.certifying_wholesaler
    ADD CONSTRAINT certifying_wholesaler_once UNIQUE (name);
ALTER TABLE ONLY public.certifying_wholesaler
    ADD CONSTRAINT certifying_wholesaler_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.company_change
    ADD CONSTRAINT company_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_once_per_application UNIQUE (application_number);
ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_pkey PRIMARY KEY (company_id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.console_act
    ADD CONSTRAINT console_act_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_once_per_revision UNIQUE (application, revision);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.dispute
    ADD CONSTRAINT dispute_once_per_revision UNIQUE (application, revision);
ALTER TABLE ONLY public.dispute
    ADD CONSTRAINT dispute_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.due
    ADD CONSTRAINT due_once UNIQUE (application, purpose, generation, kind, nth);
ALTER TABLE ONLY public.due
    ADD CONSTRAINT due_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.flood
    ADD CONSTRAINT flood_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.form_draft
    ADD CONSTRAINT form_draft_pkey PRIMARY KEY (application);
ALTER TABLE ONLY public.form_revision
    ADD CONSTRAINT form_revision_once UNIQUE (application, revision);
ALTER TABLE ONLY public.form_revision
    ADD CONSTRAINT form_revision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT import_chunk_once UNIQUE (run, nth);
ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT import_chunk_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_once UNIQUE (run, line);
ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_once_per_generation UNIQUE (purpose, application, generation);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.login_challenge
    ADD CONSTRAINT login_challenge_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.login_record
    ADD CONSTRAINT login_record_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT login_session_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.member_consent
    ADD CONSTRAINT member_consent_once UNIQUE (company, account_id, terms_version);
ALTER TABLE ONLY public.member_consent
    ADD CONSTRAINT member_consent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reconciliation
    ADD CONSTRAINT reconciliation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_once UNIQUE (owner, code_hash);
ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.registered_corporation
    ADD CONSTRAINT registered_corporation_pkey PRIMARY KEY (corporate_number);
ALTER TABLE ONLY public.resting_number
    ADD CONSTRAINT resting_number_once UNIQUE (company, account_id);
ALTER TABLE ONLY public.resting_number
    ADD CONSTRAINT resting_number_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.return_notice
    ADD CONSTRAINT return_notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.review_decision
    ADD CONSTRAINT review_decided_once UNIQUE (review);
ALTER TABLE ONLY public.review_decision
    ADD CONSTRAINT review_decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.saved_reply
    ADD CONSTRAINT saved_reply_once UNIQUE (title);
ALTER TABLE ONLY public.saved_reply
    ADD CONSTRAINT saved_reply_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.screening_finding
    ADD CONSTRAINT screening_finding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.second_factor
    ADD CONSTRAINT second_factor_pkey PRIMARY KEY (owner);
ALTER TABLE ONLY public.temporal_home
    ADD CONSTRAINT temporal_home_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.terms_version
    ADD CONSTRAINT terms_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (bucket);
ALTER TABLE ONLY public.trouble
    ADD CONSTRAINT trouble_is_noted_once UNIQUE (process, kind);
ALTER TABLE ONLY public.trouble
    ADD CONSTRAINT trouble_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.wholesaler_mail_domain
    ADD CONSTRAINT wholesaler_mail_domain_once UNIQUE (wholesaler, domain);
ALTER TABLE ONLY public.wholesaler_mail_domain
    ADD CONSTRAINT wholesaler_mail_domain_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.withdrawal
    ADD CONSTRAINT withdrawal_pkey PRIMARY KEY (application);
CREATE INDEX access_change_account ON public.access_change USING btree (account);
CREATE UNIQUE INDEX access_change_one_is_open ON public.access_change USING btree (company, account, act) WHERE (closed_at IS NULL);
CREATE INDEX account_link_access_change ON public.account_link USING btree (access_change) WHERE (access_change IS NOT NULL);
CREATE INDEX account_mail_address ON public.account USING btree (lower((mail_address)::text));
CREATE UNIQUE INDEX account_one_id_manager ON public.account USING btree (company) WHERE ((role)::text = 'id_manager'::text);
CREATE INDEX administrator_session_owner ON public.administrator_session USING btree (administrator);
CREATE INDEX application_deadline ON public.application USING btree (deadline, application_number) WHERE (deadline IS NOT NULL);
CREATE INDEX application_digits ON public.application USING gin (replace((application_number)::text, '-'::text, ''::text) public.gin_trgm_ops);
CREATE INDEX application_enrolled ON public.application USING btree (closed_at, requested_at) WHERE ((stage)::text = 'enrolled'::text);
CREATE INDEX application_mail_domain ON public.application USING btree (split_part((mail_address)::text, '@'::text, 2));
CREATE INDEX application_mailbox ON public.application USING btree (mailbox_key, stage);
CREATE INDEX application_open ON public.application USING btree (application_number) WHERE (closed_at IS NULL);
CREATE INDEX application_requested ON public.application USING btree (requested_at, application_number);
CREATE INDEX application_stage ON public.application USING btree (stage, requested_at, application_number);
CREATE INDEX application_under_review ON public.application USING btree (stage_since) WHERE ((stage)::text = 'under_review'::text);
CREATE INDEX application_waiting ON public.application USING btree (application_number, stage, revision_in_hand) WHERE (closed_at IS NULL);
CREATE INDEX audit_event_administrator ON public.audit_event USING btree (((details ->> 'administrator'::text)), at, id) WHERE ((details ->> 'administrator'::text) IS NOT NULL);
CREATE INDEX audit_event_application ON public.audit_event USING btree (application_number, id);
CREATE INDEX audit_event_company ON public.audit_event USING btree (company_id, id);
CREATE INDEX audit_event_newest ON public.audit_event USING btree (at, id);
CREATE INDEX audit_event_tag ON public.audit_event USING btree (tag, id);
CREATE UNIQUE INDEX cancellation_one_open ON public.cancellation USING btree (company) WHERE ((undone_at IS NULL) AND (ended_at IS NULL));
CREATE UNIQUE INDEX company_change_one_open ON public.company_change USING btree (company) WHERE (choice IS NULL);
CREATE INDEX company_corporate_number ON public.company USING btree (corporate_number);
CREATE INDEX company_ended ON public.company USING btree (company_id) WHERE (ended_at IS NOT NULL);
CREATE INDEX company_jan_maker_code_prefix ON public.company USING btree (jan_maker_code text_pattern_ops);
CREATE INDEX company_loose_search_key_similar ON public.company USING gin (loose_search_key public.gin_trgm_ops);
CREATE INDEX company_newest ON public.company USING btree (enrolled_at, company_id);
CREATE INDEX company_same_name ON public.company USING btree (loose_search_key);
CREATE INDEX company_search_key_prefix ON public.company USING btree (search_key text_pattern_ops);
CREATE INDEX company_search_key_similar ON public.company USING gin (search_key public.gin_trgm_ops);
CREATE INDEX company_suspended ON public.company USING btree (company_id) WHERE (suspended_at IS NOT NULL);
CREATE INDEX consent_application ON public.consent USING btree (application);
CREATE INDEX console_act_application ON public.console_act USING btree (application, id) WHERE (application IS NOT NULL);
CREATE INDEX console_act_company ON public.console_act USING btree (company, id) WHERE (company IS NOT NULL);
CREATE INDEX console_act_tag ON public.console_act USING btree (tag, id);
CREATE INDEX decision_decided ON public.decision USING btree (decided_at, application, revision, choice);
CREATE INDEX decision_mailbox ON public.decision USING btree (mail_address);
CREATE INDEX due_alerted ON public.due USING btree (application, generation, done_at) WHERE (((kind)::text = 'alert'::text) AND (done_at IS NOT NULL));
CREATE INDEX due_open ON public.due USING btree (application, due_at) WHERE (done_at IS NULL);
CREATE INDEX flood_of ON public.flood USING btree (kind, subject, seen_at);
CREATE INDEX form_revision_contact ON public.form_revision USING btree (lower((contact_mail_address)::text));
CREATE INDEX form_revision_contact_domain ON public.form_revision USING btree (split_part((contact_mail_address)::text, '@'::text, 2));
CREATE INDEX form_revision_corporate_number ON public.form_revision USING btree (corporate_number);
CREATE INDEX form_revision_jan_maker_code ON public.form_revision USING btree (jan_maker_code text_pattern_ops);
CREATE INDEX form_revision_name_prefix ON public.form_revision USING btree (loose_search_key text_pattern_ops);
CREATE INDEX form_revision_name_similar ON public.form_revision USING gin (loose_search_key public.gin_trgm_ops);
CREATE INDEX form_revision_same_name ON public.form_revision USING btree (loose_search_key);
CREATE INDEX form_revision_submitted ON public.form_revision USING btree (submitted_at, application, revision);
CREATE INDEX form_revision_wholesaler ON public.form_revision USING btree (wholesaler, application);
CREATE INDEX link_first_asked ON public.link USING btree (made_at, application) WHERE (((purpose)::text = 'approval'::text) AND (generation = 1));
CREATE INDEX login_record_account ON public.login_record USING btree (account, id);
CREATE INDEX login_record_network ON public.login_record USING btree (account, network) WHERE ((outcome)::text = 'succeeded'::text);
CREATE INDEX login_record_succeeded ON public.login_record USING btree (at) WHERE ((outcome)::text = 'succeeded'::text);
CREATE INDEX login_session_account ON public.login_session USING btree (account);
CREATE INDEX mail_account ON public.mail USING btree (account) WHERE (account IS NOT NULL);
CREATE INDEX mail_application ON public.mail USING btree (application) WHERE (application IS NOT NULL);
CREATE INDEX mail_company ON public.mail USING btree (company, queued_at) WHERE (company IS NOT NULL);
CREATE INDEX mail_failed ON public.mail USING btree (application, kind, generation, revision, finished_at) WHERE ((state)::text = ANY ((ARRAY['refused'::character varying, 'bounced'::character varying])::text[]));
CREATE INDEX mail_held_up ON public.mail USING btree (queued_at) WHERE (((state)::text = 'queued'::text) AND (NOT put_off) AND (application IS NOT NULL));
CREATE INDEX mail_kind ON public.mail USING btree (kind, queued_at, key);
CREATE INDEX mail_mailbox ON public.mail USING btree (mailbox, finished_at) WHERE ((mailbox)::text <> ''::text);
CREATE INDEX mail_newest ON public.mail USING btree (queued_at, key);
CREATE INDEX mail_not_sent ON public.mail USING btree (state, queued_at, key) WHERE ((state)::text <> 'sent'::text);
CREATE INDEX mail_process ON public.mail USING btree (process);
CREATE INDEX mail_queued ON public.mail USING btree (process, attempts, queued_at) WHERE ((state)::text = 'queued'::text);
CREATE INDEX mail_recipient ON public.mail USING btree (lower((recipient)::text), queued_at, key);
CREATE INDEX note_application ON public.note USING btree (application, id) WHERE (application IS NOT NULL);
CREATE INDEX note_company ON public.note USING btree (company, id) WHERE (company IS NOT NULL);
CREATE INDEX outbox_fresh ON public.outbox USING btree (id) WHERE ((delivered_at IS NULL) AND (held_until IS NULL));
CREATE INDEX outbox_held ON public.outbox USING btree (held_until) WHERE ((delivered_at IS NULL) AND (held_until IS NOT NULL));
CREATE INDEX outbox_held_up ON public.outbox USING btree (recorded_at) WHERE (delivered_at IS NULL);
CREATE INDEX outbox_undelivered ON public.outbox USING btree (process, id) WHERE (delivered_at IS NULL);
CREATE INDEX recovery_code_owner ON public.recovery_code USING btree (owner);
CREATE INDEX registered_corporation_same_name ON public.registered_corporation USING btree (loose_search_key);
CREATE INDEX return_notice_application ON public.return_notice USING btree (application, revision);
CREATE INDEX review_application ON public.review USING btree (application, id);
CREATE INDEX review_decision_decided ON public.review_decision USING btree (decided_at, review);
CREATE INDEX screening_finding_application ON public.screening_finding USING btree (application, revision);
CREATE INDEX throttle_in_force ON public.throttle USING btree (window_ends_at) WHERE ((tries > most) AND (most > 0));
CREATE UNIQUE INDEX throttle_number ON public.throttle USING btree (number);
CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER mail_content_goes BEFORE UPDATE ON public.mail FOR EACH ROW WHEN (((new.content IS NOT NULL) AND (((new.state)::text <> 'queued'::text) OR ((new.recipient)::text <> (old.recipient)::text)))) EXECUTE FUNCTION public.forget_content();
ALTER TABLE ONLY public.access_change
    ADD CONSTRAINT access_change_account_fkey FOREIGN KEY (account) REFERENCES public.account(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE ONLY public.access_change
    ADD CONSTRAINT access_change_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE RESTRICT;
ALTER TABLE ONLY public.account_import
    ADD CONSTRAINT account_import_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.account_link
    ADD CONSTRAINT account_link_access_change_fkey FOREIGN KEY (access_change) REFERENCES public.access_change(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.account_link
    ADD CONSTRAINT account_link_account_fkey FOREIGN KEY (account) REFERENCES public.account(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.administrator_session
    ADD CONSTRAINT administrator_session_administrator_fkey FOREIGN KEY (administrator) REFERENCES public.administrator(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.cancellation
    ADD CONSTRAINT cancellation_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.case_in_hand
    ADD CONSTRAINT case_in_hand_administrator_fkey FOREIGN KEY (administrator) REFERENCES public.administrator(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.company_change
    ADD CONSTRAINT company_change_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_terms_version_fkey FOREIGN KEY (terms_version) REFERENCES public.terms_version(version) ON UPDATE RESTRICT ON DELETE RESTRICT;
ALTER TABLE ONLY public.console_act
    ADD CONSTRAINT console_act_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.console_act
    ADD CONSTRAINT console_act_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.dispute
    ADD CONSTRAINT dispute_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.due
    ADD CONSTRAINT due_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.form_draft
    ADD CONSTRAINT form_draft_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.form_revision
    ADD CONSTRAINT form_revision_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.form_revision
    ADD CONSTRAINT form_revision_wholesaler_fkey FOREIGN KEY (wholesaler) REFERENCES public.certifying_wholesaler(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT import_chunk_run_fkey FOREIGN KEY (run) REFERENCES public.import_run(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_run_fkey FOREIGN KEY (run) REFERENCES public.import_run(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.login_record
    ADD CONSTRAINT login_record_account_fkey FOREIGN KEY (account) REFERENCES public.account(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT login_session_account_fkey FOREIGN KEY (account) REFERENCES public.account(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_account_fkey FOREIGN KEY (account) REFERENCES public.account(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.member_consent
    ADD CONSTRAINT member_consent_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.member_consent
    ADD CONSTRAINT member_consent_terms_version_fkey FOREIGN KEY (terms_version) REFERENCES public.terms_version(version) ON UPDATE RESTRICT ON DELETE RESTRICT;
ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.resting_number
    ADD CONSTRAINT resting_number_company_fkey FOREIGN KEY (company) REFERENCES public.company(company_id) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.return_notice
    ADD CONSTRAINT return_notice_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.review_decision
    ADD CONSTRAINT review_decision_review_fkey FOREIGN KEY (review) REFERENCES public.review(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.screening_finding
    ADD CONSTRAINT screening_finding_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
ALTER TABLE ONLY public.wholesaler_mail_domain
    ADD CONSTRAINT wholesaler_mail_domain_wholesaler_fkey FOREIGN KEY (wholesaler) REFERENCES public.certifying_wholesaler(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.withdrawal
    ADD CONSTRAINT withdrawal_application_fkey FOREIGN KEY (application) REFERENCES public.application(application_number) ON UPDATE RESTRICT ON DELETE CASCADE;
