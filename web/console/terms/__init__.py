"""「規約」: the versions of the terms of use."""

from domain.console_roles import Permission
from web.console.acts import pages_of
from web.console.staff_only import staff_only
from web.console.terms.new_version import preview_pdf, show_new_version, take_new_version
from web.console.terms.versions import CALL_BACK, list_versions, show_pdf, show_version

TERMS = (
    staff_only(Permission.VIEW, [list_versions, show_version, show_pdf]),
    staff_only(
        Permission.ADMINISTER,
        [show_new_version, take_new_version, preview_pdf, *pages_of(CALL_BACK)],
    ),
)
