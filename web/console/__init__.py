"""The console of those who run the service; Japanese only."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from domain.console_roles import Permission
from web.console.access_changes import ACCESS_CHANGES
from web.console.accounts import ACCOUNTS
from web.console.administrator_changes import ADMINISTRATOR_CHANGES
from web.console.administrators import ADMINISTRATORS
from web.console.application import APPLICATION
from web.console.application_files import APPLICATION_FILES
from web.console.applications import APPLICATIONS
from web.console.areas import home
from web.console.assignment import ASSIGNMENT
from web.console.audit_log import AUDIT_LOG
from web.console.companies import COMPANIES
from web.console.dashboard import DASHBOARD
from web.console.filters import FILTERS
from web.console.find import FIND
from web.console.first_login import FIRST_FACTOR, FIRST_PASSWORD
from web.console.imports import IMPORTS
from web.console.limits import LIMITS
from web.console.mail_log import MAIL_LOG
from web.console.mail_story import MAIL_STORY
from web.console.process import PROCESS
from web.console.profile import PROFILE
from web.console.refusing_domains import REFUSING_DOMAINS
from web.console.replies import REPLIES
from web.console.short_lists import SHORT_LIST_FILES
from web.console.shortcuts import SHORTCUTS
from web.console.staff_only import ENTRANCE, staff_only
from web.console.stopped import STOPPED
from web.console.terms import TERMS
from web.console.wholesalers import WHOLESALERS
from web.login import login_pages

HANDLERS: list[HTTPRouteHandler | Router] = [
    *login_pages(ENTRANCE),
    FIRST_PASSWORD,
    FIRST_FACTOR,
    staff_only(Permission.VIEW, [home]),
    PROFILE,
    FIND,
    FILTERS,
    SHORTCUTS,
    *ADMINISTRATORS,
    APPLICATIONS,
    APPLICATION_FILES,
    ASSIGNMENT,
    DASHBOARD,
    *PROCESS,
    *APPLICATION,
    *STOPPED,
    ADMINISTRATOR_CHANGES,
    *IMPORTS,
    *COMPANIES,
    *ACCOUNTS,
    *ACCESS_CHANGES,
    *WHOLESALERS,
    *TERMS,
    *REPLIES,
    *MAIL_LOG,
    MAIL_STORY,
    *REFUSING_DOMAINS,
    *LIMITS,
    *AUDIT_LOG,
    SHORT_LIST_FILES,
]
