"""How hard property-based tests of the rules try."""

from hypothesis import settings

# The machine is shared, so no example has a deadline; nothing is kept from run to run.
settings.register_profile("rules", max_examples=60, deadline=None, database=None)
settings.load_profile("rules")
