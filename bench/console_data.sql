-- What follows from the lives that were drawn; bench/console_data.py runs it, statement by statement.
INSERT INTO application (application_number, stage, stage_since, mail_address, mailbox_key,
    searched_name, requested_at, verified_at, deadline, closed_at, revision_in_hand)
SELECT number, stage, stage_since, mail_address, mail_address, search_key, requested_at, verified_at,
    deadline, CASE WHEN deadline IS NULL THEN stage_since END,
    CASE WHEN corrected_at IS NOT NULL THEN 2 WHEN submitted_at IS NOT NULL THEN 1 ELSE 0 END
FROM drawn ORDER BY requested_at;

INSERT INTO consent (application, terms_version, text_sha256, consented_at)
SELECT number, version, text_sha256, requested_at FROM drawn, terms_version WHERE version = 1;

INSERT INTO link (token_hash, purpose, application, generation, revision, made_at, expires_at)
SELECT encode(sha256((purpose || generation || number)::bytea), 'hex'), purpose, number, generation,
    revision, made_at, made_at + days * interval '1 day'
FROM drawn, LATERAL (VALUES
    ('apply', 1, 0, requested_at, 10),
    ('status', 1, 0, submitted_at, NULL),
    ('approval', 1, 1, asked_at, 60),
    ('approval', 2, 2, asked_again_at, 60),
    ('dispute', 1, 1, answered_at, 30),
    ('dispute', 2, 2, answered_again_at, 30)
) AS made (purpose, generation, revision, made_at, days)
WHERE made_at IS NOT NULL;

INSERT INTO form_revision (application, revision, made_by, submitted_at, company_name,
    company_name_kana, loose_search_key, corporate_number, postal_code, head_office, address,
    telephone, jan_maker_code, wholesaler, contact_department, contact_name, contact_mail_address,
    manager_department, manager_name, manager_name_kana)
SELECT number, revision, 'applicant', at, company_name, 'カイシャメイ', loose_search_key,
    corporate_number, '100-0001', head_office, '千代田区千代田1-1', '03-0000-0000', jan_maker_code,
    wholesaler, '仕入部', '鈴木 一郎', mail, '商品部', '田中 花子', 'タナカ ハナコ'
FROM drawn, LATERAL (VALUES (1, submitted_at, contact), (2, corrected_at, contact_again))
    AS made (revision, at, mail)
WHERE at IS NOT NULL ORDER BY at;

INSERT INTO screening_finding (application, revision, reason, evidence, found_at)
SELECT number, 1, CASE WHEN dice < 0.5 THEN 'contact_domain_not_registered' ELSE 'same_name_and_form' END,
    '{}', reviewed_at
FROM drawn WHERE reviewed_at IS NOT NULL;

INSERT INTO review (application, revision, cause, opened_at)
SELECT number, 1, review_cause, reviewed_at FROM drawn WHERE reviewed_at IS NOT NULL
ORDER BY reviewed_at;

INSERT INTO review_decision (review, choice, reason, parts, decided_by, decided_at)
SELECT review.id, CASE stage WHEN 'declined' THEN 'decline' ELSE 'clear' END, '確認しました。', '{}',
    'admin@inforex.example', verdict_at
FROM review JOIN drawn ON number = application WHERE verdict_at IS NOT NULL ORDER BY verdict_at;

INSERT INTO decision (application, revision, choice, reason, mail_address, decided_at)
SELECT number, revision, choice, CASE choice WHEN 'approve' THEN '' ELSE '取引の予定がありません。' END,
    mail, at
FROM drawn, LATERAL (VALUES
    (1, contact, answered_at,
        CASE WHEN stage = 'enrolled' AND corrected_at IS NULL THEN 'approve' ELSE 'decline' END),
    (2, contact_again, answered_again_at, 'approve')
) AS made (revision, mail, at, choice)
WHERE at IS NOT NULL ORDER BY at;

INSERT INTO return_notice (application, revision, cause, parts, reason, made_at)
SELECT number, 1, CASE WHEN dice < 0.15 THEN 'undeliverable' ELSE 'declined' END, '{wholesaler}',
    '取引の予定がありません。', answered_at
FROM drawn WHERE answered_at IS NOT NULL AND (stage = 'returned' OR corrected_at IS NOT NULL)
ORDER BY answered_at;

INSERT INTO withdrawal (application, withdrawn_at)
SELECT number, stage_since FROM drawn WHERE stage = 'withdrawn';

INSERT INTO due (application, purpose, generation, kind, nth, due_at, done_at)
SELECT number, purpose, generation, kind, nth, at + days * interval '1 day',
    CASE WHEN at + days * interval '1 day' < least(coalesce(until, now()), now())
        THEN at + days * interval '1 day' END
FROM drawn, LATERAL (VALUES
    ('apply', 1, 'reminder', 1, requested_at, 7, coalesce(submitted_at, stage_since)),
    ('approval', 1, 'reminder', 1, asked_at, 4, answered_at),
    ('approval', 1, 'reminder', 2, asked_at, 9, answered_at),
    ('approval', 1, 'reminder', 3, asked_at, 19, answered_at),
    ('approval', 1, 'alert', 1, asked_at, 14, answered_at),
    ('approval', 2, 'reminder', 1, asked_again_at, 4, answered_again_at),
    ('approval', 2, 'alert', 1, asked_again_at, 14, answered_again_at)
) AS made (purpose, generation, kind, nth, at, days, until)
WHERE at IS NOT NULL;

INSERT INTO mail (key, process, application, kind, generation, revision, recipient, state, attempts,
    claimed_until, server_answer, queued_at, finished_at)
SELECT number || '/' || kind || '/' || generation, number, number, kind, generation, revision,
    recipient, state, 1, NULL, CASE state WHEN 'sent' THEN '250 OK' ELSE '550 no such user' END, at,
    at + interval '2 seconds'
FROM drawn, LATERAL (VALUES
    ('invitation', 1, 0, mail_address, requested_at, 0.01),
    ('invitation_reminder', 1, 0, mail_address,
        CASE WHEN submitted_at IS NULL AND stage = 'expired' THEN requested_at + interval '7 days' END, 0.01),
    ('receipt', 1, 1, mail_address, submitted_at, 0.002),
    ('approval_request', 1, 1, contact, asked_at, 0.005),
    ('approval_request', 2, 2, contact_again, asked_again_at, 0.005),
    ('approval_reminder', 1, 1, contact, CASE WHEN coalesce(answered_at, stage_since, now())
        > asked_at + interval '4 days' THEN asked_at + interval '4 days' END, 0.005),
    ('alert_silence', 1, 1, 'alerts@inforex.example', CASE WHEN coalesce(answered_at, stage_since, now())
        > asked_at + interval '14 days' THEN asked_at + interval '14 days' END, 0),
    ('decision_receipt', 1, 1, contact, answered_at, 0.002),
    ('decision_receipt', 2, 2, contact_again, answered_again_at, 0.002),
    ('declined', 1, 1, mail_address, CASE WHEN corrected_at IS NOT NULL THEN answered_at END, 0.002),
    ('welcome', 1, 1, mail_address, CASE stage WHEN 'enrolled' THEN stage_since END, 0.002)
) AS made (kind, generation, revision, recipient, at, failing),
LATERAL (SELECT CASE WHEN dice < failing THEN 'refused' WHEN dice < failing * 1.5 THEN 'bounced'
    ELSE 'sent' END) AS became (state)
WHERE at IS NOT NULL ORDER BY at;

INSERT INTO mail (key, process, application, kind, generation, revision, recipient, state, attempts,
    server_answer, queued_at)
SELECT number || '/invitation_reminder/1', number, number, 'invitation_reminder', 1, 0, mail_address, 'queued', 3,
    '451 try again later', now() - dice * interval '2 hours'
FROM drawn WHERE stage = 'invited' LIMIT 40;

INSERT INTO outbox (process, signal, payload, recorded_at, delivered_at)
SELECT number, signal, '{}', at, at + interval '1 second'
FROM drawn, LATERAL (VALUES ('start', requested_at), ('form_submitted', submitted_at),
    ('decision_made', answered_at)) AS told (signal, at)
WHERE at IS NOT NULL ORDER BY at;

INSERT INTO outbox (process, signal, payload, recorded_at)
SELECT number, 'address_verified', '{}', now() - dice * interval '5 minutes'
FROM drawn WHERE stage = 'invited' LIMIT 12;

INSERT INTO audit_event (at, tag, application_number, details)
SELECT at, tag, number, '{}'
FROM drawn, LATERAL (VALUES
    ('applicant:link:request', requested_at),
    ('applicant:address:verify', verified_at),
    ('applicant:form:submit', submitted_at),
    ('workflow:application:under_review', reviewed_at),
    ('administrator:review:clear', verdict_at),
    ('workflow:application:awaiting_approval', asked_at),
    ('wholesaler:application:approve', answered_at),
    ('workflow:application:' || stage, stage_since)
) AS told (tag, at)
WHERE at IS NOT NULL ORDER BY at;

INSERT INTO passage (application, before, after, began_at, ended_at)
SELECT number, before, after, began_at, ended_at FROM drawn, LATERAL (VALUES
    ('invited', 'submitted', requested_at, submitted_at),
    ('invited', 'expired', requested_at, CASE WHEN submitted_at IS NULL AND stage = 'expired' THEN stage_since END),
    ('submitted', 'under_review', submitted_at, reviewed_at),
    ('submitted', 'awaiting_approval', submitted_at, CASE WHEN reviewed_at IS NULL THEN asked_at END),
    ('under_review', CASE stage WHEN 'declined' THEN 'turned_down' ELSE 'cleared' END, reviewed_at, verdict_at),
    ('cleared', 'awaiting_approval', verdict_at, asked_at),
    ('turned_down', 'declined', verdict_at, CASE stage WHEN 'declined' THEN stage_since END),
    ('awaiting_approval', CASE WHEN stage = 'enrolled' AND corrected_at IS NULL THEN 'approved' ELSE 'refused' END,
        asked_at, answered_at),
    ('refused', 'returned', answered_at, CASE WHEN stage = 'returned' OR corrected_at IS NOT NULL THEN answered_at END),
    ('returned', 'submitted', answered_at, corrected_at),
    ('submitted', 'awaiting_approval', corrected_at, asked_again_at),
    ('awaiting_approval', 'approved', asked_again_at, answered_again_at),
    ('approved', 'enrolled', coalesce(answered_again_at, answered_at), CASE stage WHEN 'enrolled' THEN stage_since END),
    ('awaiting_approval', 'lapsed', coalesce(asked_again_at, asked_at), CASE stage WHEN 'lapsed' THEN stage_since END),
    ('withdrawing', 'withdrawn', stage_since, CASE stage WHEN 'withdrawn' THEN stage_since END)
) AS passed (before, after, began_at, ended_at)
WHERE ended_at >= began_at ORDER BY ended_at;

INSERT INTO company (company_id, name, search_key, loose_search_key, corporate_number, head_office,
    jan_maker_code, application_number, enrolled_at, name_kana, postal_code, address, telephone)
SELECT company_id, company_name, search_key, loose_search_key, corporate_number, head_office,
    jan_maker_code, number, stage_since, '', '', '', ''
FROM drawn WHERE company_id IS NOT NULL;

INSERT INTO dispute (application, revision, disputed_at)
SELECT number, 1, stage_since + interval '1 hour' FROM drawn
WHERE stage = 'enrolled' AND corrected_at IS NULL AND dice < 0.0003;

UPDATE company SET suspended_at = disputed_at FROM dispute WHERE application_number = application;

INSERT INTO account (company, account_id, role, state, person_name, mail_address, created_at,
    last_login_at, department, person_name_kana)
SELECT company.company_id, '001', 'id_manager', 'active', '田中 花子',
    coalesce(drawn.mail_address, 'kanri@company' || company.company_id || '.example'), enrolled_at,
    CASE WHEN random() < 0.9 THEN now() - random() * interval '90 days' END, '', ''
FROM company LEFT JOIN drawn USING (company_id);

INSERT INTO account (company, account_id, role, state, person_name, person_name_kana, mail_address,
    created_at, last_login_at, department)
SELECT company_id, lpad(n::text, 3, '0'), 'user', 'active',
    (ARRAY['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本', '中村', '小林', '加藤'])[family] || ' '
    || (ARRAY['一郎', '花子', '健太', '美咲', '翔', '陽子', '大輔', '直美', '誠', '恵'])[given],
    (ARRAY['サトウ', 'スズキ', 'タカハシ', 'タナカ', 'イトウ', 'ワタナベ', 'ヤマモト', 'ナカムラ', 'コバヤシ', 'カトウ'])[family] || ' '
    || (ARRAY['イチロウ', 'ハナコ', 'ケンタ', 'ミサキ', 'ショウ', 'ヨウコ', 'ダイスケ', 'ナオミ', 'マコト', 'メグミ'])[given],
    (ARRAY['sato', 'suzuki', 'takahashi', 'tanaka', 'ito', 'watanabe', 'yamamoto', 'nakamura', 'kobayashi', 'kato'])[family]
    || n || '@company' || company_id || '.example',
    enrolled_at, NULL, '商品部'
FROM company, generate_series(2, 3) AS n,
LATERAL (SELECT 1 + abs(hashtext(company_id || n)) % 10, 1 + abs(hashtext(n || company_id)) % 10)
    AS drawn (family, given);

INSERT INTO company_key (company, key)
SELECT company_id, widest_key(loose_search_key) FROM company ON CONFLICT DO NOTHING;

INSERT INTO application_key (application, key)
SELECT application, key FROM form_revision,
    unnest(ARRAY[widest_key(loose_search_key), reading_key(company_name_kana)]) AS key
ON CONFLICT DO NOTHING;

INSERT INTO login_record (account, at, outcome, browser, network)
SELECT account.id, last_login_at, CASE WHEN random() < 0.95 THEN 'succeeded' ELSE 'wrong_password' END,
    '', ''
FROM account WHERE last_login_at IS NOT NULL ORDER BY last_login_at;

INSERT INTO company_change (company, name, name_kana, jan_maker_code, reason, requested_by,
    requested_at, choice, decision_reason, decided_by, decided_at, closed_at)
SELECT company_id, name || '販売', '', jan_maker_code, '社名変更のため', '001', at,
    CASE WHEN n > 60 THEN 'approve' END, '', '', CASE WHEN n > 60 THEN at END,
    CASE WHEN n > 60 THEN at END
FROM (SELECT *, row_number() OVER (ORDER BY company_id) AS n FROM company LIMIT 5000) AS company,
LATERAL (SELECT now() - n * interval '1 hour') AS asked (at);

INSERT INTO administrator (mail_address, person_name, role, created_at)
SELECT 'staff' || n || '@inforex.example', '担当 ' || n, 'helpdesk', now()
FROM generate_series(1, 8) AS n;

INSERT INTO case_in_hand (subject, administrator, taken_at)
SELECT 'review:' || review.id, (SELECT min(id) FROM administrator), now()
FROM review WHERE NOT EXISTS (SELECT FROM review_decision WHERE review = review.id)
ORDER BY review.id LIMIT 100
