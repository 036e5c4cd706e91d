-- What administrators look into, and what goes back to the applicant; rows are only added.

-- A reason to look at an application, with evidence.
CREATE TABLE screening_finding (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    revision integer NOT NULL,
    reason varchar(50) NOT NULL,
    evidence jsonb NOT NULL DEFAULT '{}',
    found_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX screening_finding_application ON screening_finding (application, revision);

-- One wait for an administrator.
CREATE TABLE review (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    revision integer NOT NULL,
    cause varchar(20) NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT review_cause_is_known CHECK (cause IN ('screening', 'no_trade', 'dispute'))
);
CREATE INDEX review_application ON review (application, id);

-- What an administrator decided; evidence, never changed.
CREATE TABLE review_decision (
    id bigserial PRIMARY KEY,
    review bigint NOT NULL REFERENCES review ON UPDATE CASCADE ON DELETE CASCADE,
    choice varchar(10) NOT NULL,
    reason varchar(1000) NOT NULL,
    parts varchar(12)[] NOT NULL DEFAULT '{}',
    decided_by varchar(254) NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT review_decided_once UNIQUE (review),
    CONSTRAINT review_choice_is_known CHECK (choice IN ('clear', 'return', 'decline')),
    CONSTRAINT review_decision_has_a_reason CHECK (btrim(reason) <> ''),
    CONSTRAINT review_return_names_parts CHECK ((choice = 'return') = (cardinality(parts) > 0))
);
CREATE INDEX review_decision_decided ON review_decision (decided_at, review);

-- An application that its applicant has to correct.
CREATE TABLE return_notice (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    revision integer NOT NULL,
    cause varchar(15) NOT NULL,
    parts varchar(12)[] NOT NULL DEFAULT '{}',
    reason varchar(1000) NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT return_cause_is_known CHECK (cause IN ('returned', 'declined', 'undeliverable')),
    CONSTRAINT return_names_parts CHECK (cardinality(parts) > 0)
);
CREATE INDEX return_notice_application ON return_notice (application, revision);

-- 「申請を取り下げる」; evidence, never changed.
CREATE TABLE withdrawal (
    application varchar(15) PRIMARY KEY REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    withdrawn_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- 「心当たりがない」: the mailbox did not decide that.
CREATE TABLE dispute (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    revision integer NOT NULL,
    disputed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT dispute_once_per_revision UNIQUE (application, revision)
);

-- What falls due while an application waits; computed when it begins.
CREATE TABLE due (
    id bigserial PRIMARY KEY,
    application varchar(15) NOT NULL REFERENCES application ON UPDATE RESTRICT ON DELETE CASCADE,
    purpose varchar(10) NOT NULL,
    generation integer NOT NULL,
    kind varchar(10) NOT NULL,
    nth integer NOT NULL,
    due_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    done_at timestamptz,
    CONSTRAINT due_once UNIQUE (application, purpose, generation, kind, nth),
    CONSTRAINT due_kind_is_known CHECK (kind IN ('reminder', 'resend', 'alert'))
);
CREATE INDEX due_alerted ON due (application, generation, done_at)
    WHERE kind = 'alert' AND done_at IS NOT NULL;
CREATE INDEX due_open ON due (application, due_at) WHERE done_at IS NULL;
