"""The members' portal: logging in and out, and what a member sees."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from web.portal.access_changes import ACCESS_CHANGES
from web.portal.account_csv import ACCOUNT_CSV
from web.portal.accounts import ACCOUNTS
from web.portal.address_link import ADDRESS_LINK
from web.portal.company import COMPANY
from web.portal.forgotten import FORGOTTEN
from web.portal.hand_over import HAND_OVER
from web.portal.home import home
from web.portal.invitation import INVITATION
from web.portal.login import log_in, show_login
from web.portal.login_history import show_logins
from web.portal.logout import log_out, show_logged_out
from web.portal.members_only import members_only
from web.portal.password_link import PASSWORD_LINK
from web.portal.profile import PROFILE
from web.portal.second_factor import SECOND_FACTOR
from web.portal.second_step import enter_code, show_second_step
from web.portal.sessions import end_sessions, show_sessions
from web.portal.terms_consent import TERMS_CONSENT

HANDLERS: list[HTTPRouteHandler | Router] = [
    show_login,
    log_in,
    show_second_step,
    enter_code,
    log_out,
    show_logged_out,
    *FORGOTTEN,
    *PASSWORD_LINK,
    *ADDRESS_LINK,
    *ACCESS_CHANGES,
    PROFILE,
    ACCOUNTS,
    *INVITATION,
    *HAND_OVER,
    ACCOUNT_CSV,
    COMPANY,
    TERMS_CONSENT,
    members_only([home]),
    members_only([*SECOND_FACTOR, show_sessions, end_sessions, show_logins]),
]
