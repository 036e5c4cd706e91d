"""Mails: queued with the fact they tell, claimed by one sender, sent once, and what came back."""
