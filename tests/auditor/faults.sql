-- One fault, or several, for each law: what the database looks like when it is broken.
-- Each is one statement, under the name of the law that it breaks, upon the settled lives of
-- test_laws.py; triggers and foreign keys are off.

-- law: approval_has_its_ids
DELETE FROM company WHERE application_number IS NOT NULL;

-- law: ids_have_their_approval
UPDATE decision SET choice = 'no_trade' WHERE choice = 'approve';
UPDATE decision SET revision = revision + 1 WHERE choice = 'approve';
UPDATE company SET enrolled_at = enrolled_at - interval '1 day';

-- law: ids_end_their_application
UPDATE application SET stage = 'lapsed' WHERE stage = 'enrolled';
DELETE FROM company WHERE application_number IS NOT NULL;

-- law: ids_are_issued_once
INSERT INTO audit_event (at, tag, application_number, company_id) SELECT at, tag,
    application_number, '00000000' FROM audit_event WHERE tag = 'workflow:ids:issue';
DELETE FROM audit_event WHERE tag = 'workflow:ids:issue';

-- law: serials_go_on
UPDATE company SET company_id = '99999990' WHERE company_id = (SELECT max(company_id) FROM
    company WHERE application_number IS NOT NULL);
UPDATE application SET application_number = '261129-999999-9' WHERE application_number = (SELECT
    max(application_number) FROM application);

-- law: numbers_rest
INSERT INTO resting_number (company, account_id, deleted_at, free_from) SELECT company,
    account_id, created_at, created_at + interval '1 day' FROM account;

-- law: passwords_go_on
UPDATE application SET manager_password_hash = '$argon2id$' WHERE stage = 'enrolled';

-- law: who_was_asked_decides
UPDATE decision SET mail_address = 'other@stranger.example';
UPDATE decision SET mail_address = '';
UPDATE decision SET decided_at = decided_at - interval '1 day';

-- law: two_people_decide
INSERT INTO revocation (company, reason, evidence, asked_by, administrator, asked_at,
    decided_by, outcome, closed_at) SELECT company_id, 'r', 'e', 'a', 1, now(), 1, 'done', now()
    FROM company;
INSERT INTO cancellation_proposal (company, reason, evidence, asked_by, administrator, asked_at,
    decided_by, outcome, closed_at) SELECT company_id, 'r', 'e', 'a', 1, now(), 1, 'agreed',
    now() FROM company;
INSERT INTO access_change (company, act, role_then, reason, asked_by, administrator, asked_at,
    due_at, seconded_by, seconded_at) SELECT company_id, 'address', 'user', 'r', 'a', 1, now(),
    now(), 1, now() FROM company;

-- law: stages_are_logged
UPDATE application SET stage = 'invited' WHERE stage = 'returned';
DELETE FROM audit_event WHERE tag = 'workflow:application:enrolled';

-- law: stages_have_their_grounds
DELETE FROM form_revision;
DELETE FROM review;
DELETE FROM return_notice;
DELETE FROM link WHERE purpose = 'approval';
DELETE FROM withdrawal;
DELETE FROM review_decision;
UPDATE application SET stage = 'revoked' WHERE stage = 'enrolled';

-- law: acts_are_followed
INSERT INTO withdrawal (application, withdrawn_at) SELECT application_number, now() FROM
    application WHERE closed_at IS NULL;
INSERT INTO decision (application, revision, choice, reason, mail_address, decided_at) SELECT
    application_number, revision_in_hand, 'decline', 'r', '', now() FROM application WHERE stage
    = 'awaiting_approval';
INSERT INTO review_decision (review, choice, reason, decided_by, decided_at, parts) SELECT
    max(id), 'clear', 'r', 'a', now(), '{}' FROM review JOIN application ON application_number =
    application AND stage = 'under_review' GROUP BY application;
UPDATE application SET revision_in_hand = 0 WHERE stage = 'awaiting_approval';

-- law: waits_end
UPDATE application SET deadline = now() WHERE closed_at IS NULL;
UPDATE due SET due_at = now();

-- law: void_links_open_nothing
UPDATE link SET expires_at = now(), used_at = now() + interval '1 second';
INSERT INTO account_link (token_hash, purpose, account, generation, made_at, expires_at,
    used_at) SELECT 'hash', 'password', max(id), 1, now(), now(), now() + interval '1 second'
    FROM account;
INSERT INTO account_link (token_hash, purpose, account, generation, made_at, expires_at,
    used_at, revoked_at) SELECT 'hash', 'password', max(id), 1, now(), now() + interval '1 day',
    now() + interval '1 second', now() FROM account;
INSERT INTO account_link (token_hash, purpose, account, generation, made_at, expires_at,
    used_at) SELECT generation::text, 'password', (SELECT max(id) FROM account), generation,
    now() + generation * interval '1 minute', now() + interval '1 day', CASE generation WHEN 1
    THEN now() + interval '1 hour' END FROM generate_series(1, 2) AS generation;

-- law: acts_are_logged
DELETE FROM audit_event WHERE tag = 'wholesaler:application:approve';
DELETE FROM audit_event WHERE tag = 'applicant:application:withdraw';
DELETE FROM decision WHERE choice = 'decline';
DELETE FROM review_decision;
INSERT INTO form_revision SELECT (
    jsonb_populate_record(form, jsonb_build_object('id', -1, 'revision', 9, 'made_by', 'administrator'))
).* FROM form_revision AS form LIMIT 1;

-- law: acts_are_news
DELETE FROM outbox WHERE signal = 'decision_made';
DELETE FROM outbox WHERE signal = 'withdrawn';
INSERT INTO outbox (process, signal, payload, recorded_at) SELECT process, signal, payload,
    recorded_at FROM outbox WHERE signal = 'form_submitted';

-- law: news_go_out
UPDATE outbox SET delivered_at = NULL WHERE id = (SELECT max(id) FROM outbox);

-- law: news_keep_their_order
UPDATE outbox SET delivered_at = NULL WHERE signal = 'start';
UPDATE outbox SET delivered_at = delivered_at + interval '1 day' WHERE signal = 'start';

-- law: the_log_is_sealed
DELETE FROM event_seal;
DELETE FROM event_seal WHERE event = (SELECT max(event) FROM event_seal);
INSERT INTO audit_event (id, at, tag) VALUES (0, now(), 'a:b:c');

-- law: mails_go
UPDATE mail SET state = 'queued', finished_at = NULL, attempts = 0 WHERE kind = 'welcome';

-- law: mails_go_once
INSERT INTO mail_try (mail, at, outcome) SELECT key, now(), 'sent' FROM mail, generate_series(1,
    2);
WITH void AS (UPDATE mail SET state = 'void' RETURNING key) INSERT INTO mail_try (mail, at,
    outcome) SELECT key, now(), 'sent' FROM void;

-- law: everybody_is_told
DELETE FROM mail WHERE kind = 'welcome';
DELETE FROM mail WHERE kind = 'receipt';
DELETE FROM mail WHERE kind = 'decision_receipt';
DELETE FROM mail WHERE kind = 'withdrawn';
DELETE FROM mail WHERE kind IN ('declined', 'returned');

-- law: mails_have_their_link
DELETE FROM link;

-- law: companies_have_one_manager
UPDATE account SET role = 'user';

-- law: deputies_agreed
DELETE FROM deputy_appointment;
UPDATE deputy_appointment SET closed_at = now(), ending = 'resigned';

-- law: nobody_is_in_who_may_not
UPDATE company SET suspended_at = now();
UPDATE company SET ended_at = now();
UPDATE account SET state = 'stopped';
WITH gone AS (INSERT INTO administrator (mail_address, person_name, role, state, created_at)
    VALUES ('gone@inforex.example', '退職 者', 'viewer', 'stopped', now()) RETURNING id) INSERT
    INTO administrator_session (token_hash, administrator, created_at, last_seen_at) SELECT
    'hash', id, now(), now() FROM gone;

-- law: accounts_have_their_password
UPDATE account SET state = 'invited';
UPDATE account SET password_hash = NULL;

-- law: who_left_is_out
UPDATE company SET ended_at = now();
WITH gone AS (UPDATE company SET ended_at = now() RETURNING company_id) INSERT INTO
    company_change (company, name, name_kana, reason, requested_by, requested_at) SELECT
    company_id, 'n', 'k', 'r', '001', now() FROM gone;
INSERT INTO cancellation (company, requested_by, reason, requested_at, ends_at) SELECT
    max(company_id), '001', 'r', now(), now() FROM company;
