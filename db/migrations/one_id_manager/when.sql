-- Looked at are changes that may take an ID manager away. An invited one who comes in takes nothing
-- away, and holds the account alone: to share the company's row then could wait for who waits for it.
DROP TRIGGER account_changed_leaves_an_id_manager ON account;
CREATE CONSTRAINT TRIGGER account_changed_leaves_an_id_manager
    AFTER UPDATE OF role, state, company ON account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (
        OLD.role <> NEW.role OR OLD.company <> NEW.company
        OR (NEW.role <> 'user' AND NEW.state <> 'active')
    )
    EXECUTE FUNCTION account_leaves_an_id_manager();
