"""One application, from the invitation to the IDs: its facts, and what is done to them."""
