"""The wholesaler's way: who asks, four ways to answer, and 「心当たりがない」 (S25, S27)."""

from web.wholesaler import approval, decision, dispute, handover

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
    dispute.show_dispute,
    dispute.dispute,
]
