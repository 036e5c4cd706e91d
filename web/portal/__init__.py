"""The members' portal: logging in and out, and what a member sees."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from web.login import login_pages
from web.portal.access_changes import ACCESS_CHANGES
from web.portal.account_batches import ACCOUNT_BATCHES
from web.portal.account_csv import ACCOUNT_CSV
from web.portal.accounts import ACCOUNTS
from web.portal.address_link import ADDRESS_LINK
from web.portal.company import COMPANY
from web.portal.deputies import DEPUTIES
from web.portal.forgotten import FORGOTTEN
from web.portal.hand_over import HAND_OVER
from web.portal.home import home, show_logged_out
from web.portal.invitation import INVITATION
from web.portal.members_only import ENTRANCE, members_only
from web.portal.password_link import PASSWORD_LINK
from web.portal.profile import PROFILE
from web.portal.terms_consent import TERMS_CONSENT

HANDLERS: list[HTTPRouteHandler | Router] = [
    *login_pages(ENTRANCE),
    show_logged_out,
    *FORGOTTEN,
    *PASSWORD_LINK,
    *ADDRESS_LINK,
    *ACCESS_CHANGES,
    *PROFILE,
    ACCOUNTS,
    *DEPUTIES,
    *INVITATION,
    *HAND_OVER,
    ACCOUNT_CSV,
    ACCOUNT_BATCHES,
    *COMPANY,
    TERMS_CONSENT,
    members_only([home]),
]
