"""「登録情報」: what members see and change of their own account."""

from web.portal.members_only import members_only
from web.portal.profile.address import change_address, show_address
from web.portal.profile.overview import show_profile
from web.portal.profile.password import change_own_password, show_password

PROFILE = members_only(
    [show_profile, show_password, change_own_password, show_address, change_address]
)
