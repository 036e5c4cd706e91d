"""「登録情報」: what members see and change of their own account."""

from web.portal.members_only import members_only
from web.portal.profile.address import change_address, show_address
from web.portal.profile.login import LOGIN
from web.portal.profile.overview import (
    download_own_data,
    end_sessions,
    show_logins,
    show_profile,
    show_sessions,
)

PROFILE = (
    members_only(
        [
            show_profile,
            show_address,
            change_address,
            show_sessions,
            end_sessions,
            show_logins,
            download_own_data,
        ]
    ),
    LOGIN,
)
