"""What the operator changes about who gets in, as the people of the company see and stop it."""

from web.portal.access_changes.change import show_change, stop_change
from web.portal.access_changes.link import answer, show_access_link
from web.portal.members_only import members_only

ACCESS_CHANGES = (show_access_link, answer, members_only([show_change, stop_change]))
