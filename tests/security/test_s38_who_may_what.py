"""Which permission each page takes, said a second time: nothing else notices a weaker one (S38).

The table of every door (`rig.security.doors`) holds a page to the guard that it states itself.
"""

import re

import pytest
from litestar import Litestar

from rig.applications import Applications
from rig.members import id_manager
from rig.site import Site
from tests.security.test_s38_routes import handlers
from tests.web.test_terms_consent import log_in, revise
from web.portal.members_only import CONSENT

MEMBERS = ("member", "id_manager", "principal")

PAGES = {
    "console_own": """
        /console/filters /console/filters/words /console/filters/*/delete
        /console/find
        /console/profile /console/profile/password /console/profile/recovery-codes
        /console/shortcuts
    """,
    "console_help": """
        /console/administrators/export /console/applications/all/export
        /console/applications/export /console/companies/export /console/companies/*/accounts/export
        /console/dashboard/process/log/export /console/dashboard/process/map/export
        /console/imports/export /console/limits/export /console/mails/domains/export
        /console/replies/export /console/terms/export /console/wholesalers/export
        /console/applications/*/address /console/applications/*/contact
        /console/applications/*/deadline /console/applications/*/mails/*
        /console/applications/*/notes /console/applications/*/release
        /console/applications/*/take /console/applications/*/withdraw /console/cases/*
        /console/companies/*/access-changes/*/call-off /console/companies/*/accounts/*/*
        /console/companies/*/notes /console/mails/domains/*
    """,
    "console_administer": """
        /console/administrators/add /console/administrators/*/*
        /console/applications/*/approve /console/applications/*/clear
        /console/applications/*/decline /console/applications/*/lift
        /console/applications/*/own-data /console/applications/*/retry
        /console/applications/*/return /console/applications/*/revoke
        /console/applications/*/revoke/agree /console/applications/*/revoke/call-off
        /console/applications/*/settle /console/applications/*/suspend
        /console/applications/*/wholesaler /console/audit/export /console/mails/export
        /console/companies/*/access-changes/*/agree /console/companies/*/cancellation
        /console/companies/*/cancellation/agree /console/companies/*/cancellation/call-off
        /console/companies/*/cancellation/undo /console/companies/*/correction
        /console/companies/*/lift /console/companies/*/manager
        /console/companies/*/requests/*/decision /console/companies/*/suspension
        /console/imports/new /console/imports/*/resume /console/imports/*/stop
        /console/limits/*/lift /console/replies/new /console/replies/*/change
        /console/replies/*/delete /console/stopped/*/discard /console/stopped/*/retry
        /console/terms/new /console/terms/new/pdf /console/terms/*/call-back
        /console/wholesalers/new /console/wholesalers/*/change /console/wholesalers/*/domains/new
        /console/wholesalers/*/domains/remove
    """,
    "member": """
        /access-changes/* /deputy /home /profile /profile/address /profile/logins
        /profile/own-data /profile/password /profile/second-factor /profile/second-factor/code
        /profile/second-factor/off /profile/second-factor/recovery-codes /profile/sessions
        /terms-consent
    """,
    "principal": """
        /accounts/*/hand-over /company/cancellation /company/cancellation/undo
    """,
}
"""Of the others `id_manager` has all of /accounts and /company, `console_view` the rest of the
console, where nothing can be sent (docs/operations.md, "The console"; docs/decisions.md, deputies).
"""


def pages(app: Litestar, guard: str) -> set[str]:
    """The addresses of a guard; `*` is what an address names."""
    return {re.sub(r"\{[^}]*\}", "*", p) for p, h in handlers(app) if h.opt["guard"] == guard}


@pytest.mark.parametrize("guard", PAGES)
def test_s38_each_page_takes_the_permission_that_its_acts_are_worth(
    app: Litestar, guard: str
) -> None:
    assert pages(app, guard) == set(PAGES[guard].split())


async def test_s38_no_page_of_members_opens_before_they_consented_to_the_revised_terms(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await revise(site)
    await log_in(site, ids)
    for path in {path for guard in MEMBERS for path in pages(site.app, guard)}:
        assert (await site.get(path.replace("*", "1"))).path == CONSENT, path
