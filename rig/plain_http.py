"""What httpx needs to know of TLS where a test speaks none."""

import ssl

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. Without it, each client reads all authorities that there are before it asks."""
