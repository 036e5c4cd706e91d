-- A company that lives keeps its ID manager (S39): whoever takes the last one away, by whatever
-- statement, cannot commit. account_one_id_manager sees to it that there are never two.

-- The share of the company's row lets nobody revive or end it between this look and the commit. It
-- is asked for whether or not the company has ended, as far as this statement sees.
CREATE FUNCTION refuse_company_without_id_manager(concerned varchar) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    lives boolean;
BEGIN
    SELECT ended_at IS NULL INTO lives FROM company WHERE company_id = concerned FOR SHARE;
    IF lives AND NOT EXISTS (
        SELECT FROM account
        WHERE company = concerned AND role = 'id_manager' AND state <> 'stopped'
    ) THEN
        RAISE EXCEPTION 'company % would be left without an ID manager', concerned
            USING ERRCODE = 'check_violation', CONSTRAINT = 'company_has_an_id_manager';
    END IF;
END
$$;

CREATE FUNCTION account_leaves_an_id_manager() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM refuse_company_without_id_manager(NEW.company);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.company <> NEW.company) THEN
        PERFORM refuse_company_without_id_manager(OLD.company);
    END IF;
    RETURN NULL;
END
$$;

-- A company that was taken over from elsewhere has nobody at all until it gets its ID manager.
CREATE FUNCTION company_lives_with_an_id_manager() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.application_number IS NOT NULL
        OR EXISTS (SELECT FROM account WHERE company = NEW.company_id)
    THEN
        PERFORM refuse_company_without_id_manager(NEW.company_id);
    END IF;
    RETURN NULL;
END
$$;

-- Deferred, since the role goes from one to the other in two statements.
CREATE CONSTRAINT TRIGGER account_added_to_an_id_manager
    AFTER INSERT ON account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION account_leaves_an_id_manager();
CREATE CONSTRAINT TRIGGER account_changed_leaves_an_id_manager
    AFTER UPDATE OF role, state, company ON account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.role <> 'user' OR NEW.role <> 'user' OR OLD.company <> NEW.company)
    EXECUTE FUNCTION account_leaves_an_id_manager();
CREATE CONSTRAINT TRIGGER account_deleted_leaves_an_id_manager
    AFTER DELETE ON account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.role = 'id_manager')
    EXECUTE FUNCTION account_leaves_an_id_manager();
CREATE CONSTRAINT TRIGGER company_issued_with_an_id_manager
    AFTER INSERT ON company DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION company_lives_with_an_id_manager();
CREATE CONSTRAINT TRIGGER company_revived_with_an_id_manager
    AFTER UPDATE OF ended_at ON company DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.ended_at IS NULL AND OLD.ended_at IS NOT NULL)
    EXECUTE FUNCTION company_lives_with_an_id_manager();
