from db.tables.operation import AuditEvent
from rig.applications import APPLICANT, CONTACT, FORM, Applications


async def test_the_audit_log_tells_the_story_without_personal_data(
    applications: Applications,
) -> None:
    await applications.enrolled()
    rows = await AuditEvent.select().order_by(AuditEvent.id)
    assert [row["tag"] for row in rows] == [
        "applicant:link:request",
        "applicant:address:verify",
        "applicant:form:submit",
        "workflow:application:awaiting_approval",
        "wholesaler:application:approve",
        "workflow:application:enrolled",
        "workflow:ids:issue",
    ]
    told = str(rows)
    assert not [text for text in (APPLICANT, CONTACT, FORM.manager_name) if text in told]
