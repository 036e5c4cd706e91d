"""「企業情報」: what a company is registered with, for its ID managers; 解約, for 主担当."""

from web.portal.company.cancellation import (
    begin_cancellation,
    show_cancellation,
    take_back_cancellation,
)
from web.portal.company.change import request_change, show_change, take_back_change
from web.portal.company.company import save_head_office, show_company, show_head_office
from web.portal.members_only import id_managers_only, principal_only

COMPANY = (
    id_managers_only(
        [
            show_company,
            show_head_office,
            save_head_office,
            show_change,
            request_change,
            take_back_change,
        ]
    ),
    principal_only([show_cancellation, begin_cancellation, take_back_cancellation]),
)
