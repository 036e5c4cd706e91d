"""What a namespace of Temporal has to have; all that sets one up or checks one goes by this."""

from datetime import timedelta

SEARCH_ATTRIBUTES = {
    "EnrolmentStage": "Keyword",
    "NeedsAttention": "Bool",
    "CompanyName": "Keyword",
    "CertifyingWholesaler": "Keyword",
    "Deadline": "Datetime",
}
"""By what processes are found in Temporal's UI: each name with its type."""

RETENTION = timedelta(days=30)
"""How long closed workflows are to be seen."""

OLDEST_SERVER = (1, 29)
"""The first with all that we use: worker versioning needs 1.29 (Temporal's documentation of it)."""
