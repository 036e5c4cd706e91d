"""The wholesaler's way: who asks, and one decision about it in two deliberate steps (S25)."""

from web.wholesaler.approval import show_approve, show_decline, show_request
from web.wholesaler.decision import approve, decline

HANDLERS = [show_request, show_approve, show_decline, approve, decline]
