-- What the operator asks to be changed about who gets into a company.

-- What the operator wants to change about who gets in (S48).
CREATE TABLE access_change (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    account bigint REFERENCES account ON UPDATE CASCADE ON DELETE SET NULL,
    act varchar(15) NOT NULL,
    role_then varchar(10) NOT NULL,
    address_then varchar(254) NOT NULL DEFAULT '',
    wanted jsonb NOT NULL DEFAULT '{}',
    reason varchar(1000) NOT NULL,
    evidence varchar(2000) NOT NULL DEFAULT '',
    asked_by varchar(254) NOT NULL,
    administrator bigint NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    due_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    confirms boolean NOT NULL DEFAULT false,
    confirmed_at timestamptz,
    agreed_at timestamptz,
    seconded_by bigint NOT NULL DEFAULT 0,
    seconded_at timestamptz,
    outcome varchar(10),
    closed_at timestamptz,
    CONSTRAINT access_change_act_is_known CHECK (act IN ('address', 'second_factor', 'manager')),
    CONSTRAINT access_change_outcome_is_known
        CHECK (outcome IN ('done', 'stopped', 'called_off', 'lapsed', 'outdated')),
    CONSTRAINT access_change_outcome_has_its_time CHECK ((outcome IS NULL) = (closed_at IS NULL))
);
CREATE INDEX access_change_account ON access_change (account);
CREATE UNIQUE INDEX access_change_one_is_open ON access_change (company, account, act)
    WHERE closed_at IS NULL;
