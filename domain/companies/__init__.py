"""The procedures about a member company: other data, 解約, and other people who get in."""
