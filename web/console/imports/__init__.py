"""「取込」: files of companies and corporations, uploaded here and imported by the worker."""

from litestar import Router

from domain.console_roles import Permission
from web.console.acts import pages_of
from web.console.imports.runs import download_template, resume, show_run, show_runs, stop
from web.console.imports.upload import UPLOAD
from web.console.staff_only import staff_only
from web.forms import MOST_BYTES

IMPORTS = (
    staff_only(Permission.VIEW, [show_runs, show_run, download_template]),
    staff_only(Permission.ADMINISTER, [stop, resume]),
)


def uploads(most_bytes: int) -> Router:
    """The page that takes files, of at most so many bytes."""
    return Router(
        path="/",
        route_handlers=[staff_only(Permission.ADMINISTER, pages_of(UPLOAD))],
        request_max_body_size=most_bytes + MOST_BYTES,
    )
