"""Accounts and the people in them: login, second factor, own data, and what an ID manager does."""
