"""The wholesaler's way: who asks, four ways to answer, and 「心当たりがない」 (S25, S27)."""

from web.wholesaler import approval, decision, dispute, handover, requests

HANDLERS = [
    approval.show_request,
    approval.show_approve,
    approval.show_decline,
    approval.show_no_trade,
    approval.show_colleague,
    decision.approve,
    decision.decline,
    decision.say_no_trade,
    handover.name_colleague,
    requests.show_others,
    requests.ask_for_others,
    requests.show_requests,
    dispute.show_dispute,
    dispute.dispute,
]
