-- Deputies of the ID manager, and how somebody becomes one: asked by an ID manager, by consent.

ALTER TABLE account DROP CONSTRAINT account_role_is_known,
    ADD CONSTRAINT account_role_is_known CHECK (role IN ('id_manager', 'deputy', 'user'));

CREATE TABLE deputy_appointment (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON UPDATE RESTRICT ON DELETE CASCADE,
    account bigint REFERENCES account ON UPDATE CASCADE ON DELETE SET NULL,
    account_id varchar(3) NOT NULL,
    asked_by varchar(3) NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    accepted_at timestamptz,
    ending varchar(10),
    ended_by varchar(3) NOT NULL DEFAULT '',
    closed_at timestamptz,
    CONSTRAINT deputy_appointment_ending_is_known CHECK (ending IN ('declined', 'withdrawn',
        'lapsed', 'void', 'dismissed', 'resigned', 'stopped', 'operator', 'promoted')),
    CONSTRAINT deputy_appointment_ending_has_its_time CHECK ((ending IS NULL) = (closed_at IS NULL))
);
CREATE INDEX deputy_appointment_company ON deputy_appointment (company);
CREATE UNIQUE INDEX deputy_appointment_once_open ON deputy_appointment (account)
    WHERE closed_at IS NULL;
CREATE INDEX deputy_appointment_unanswered ON deputy_appointment (expires_at)
    WHERE closed_at IS NULL AND accepted_at IS NULL;

-- Stopping an account ends the role of a deputy, so none in a company that lives is stopped; and
-- nobody is one without having consented.
CREATE OR REPLACE FUNCTION refuse_company_without_id_manager(concerned varchar) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    lives boolean;
BEGIN
    SELECT ended_at IS NULL INTO lives FROM company WHERE company_id = concerned FOR SHARE;
    IF lives IS NOT TRUE THEN
        RETURN;
    END IF;
    IF NOT EXISTS (
        SELECT FROM account
        WHERE company = concerned AND role = 'id_manager' AND state <> 'stopped'
    ) THEN
        RAISE EXCEPTION 'company % would be left without an ID manager', concerned
            USING ERRCODE = 'check_violation', CONSTRAINT = 'company_has_an_id_manager';
    END IF;
    IF EXISTS (
        SELECT FROM account WHERE company = concerned AND role = 'deputy' AND (
            state <> 'active' OR NOT EXISTS (
                SELECT FROM deputy_appointment AS appointment
                WHERE appointment.account = account.id
                    AND accepted_at IS NOT NULL AND closed_at IS NULL
            )
        )
    ) THEN
        RAISE EXCEPTION 'company % would have a deputy who may not be one', concerned
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deputy_is_in_use_by_consent';
    END IF;
END
$$;
CREATE INDEX account_deputies ON account (company) WHERE role = 'deputy';
