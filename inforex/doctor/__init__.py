"""Everything that a start needs, looked at one after the other; nothing is changed."""
