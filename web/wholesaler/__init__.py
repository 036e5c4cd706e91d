"""The wholesaler's way: who asks, four ways to answer, and 「心当たりがない」 (S25, S27)."""

from web.wholesaler import actions, dispute, pages, requests

HANDLERS = [
    pages.show_request,
    pages.show_approve,
    pages.show_decline,
    pages.show_no_trade,
    pages.show_colleague,
    actions.approve,
    actions.decline,
    actions.say_no_trade,
    actions.name_colleague,
    requests.show_others,
    requests.ask_for_others,
    requests.show_requests,
    dispute.show_dispute,
    dispute.dispute,
]
