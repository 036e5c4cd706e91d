"""What a namespace of Temporal has to have; all that sets one up or checks one goes by this."""

from datetime import timedelta
from typing import Any

from temporalio.common import SearchAttributeKey

STAGE = SearchAttributeKey.for_keyword("EnrolmentStage")
NEEDS_ATTENTION = SearchAttributeKey.for_bool("NeedsAttention")
COMPANY_NAME = SearchAttributeKey.for_keyword("CompanyName")
CERTIFYING_WHOLESALER = SearchAttributeKey.for_keyword("CertifyingWholesaler")
DEADLINE = SearchAttributeKey.for_datetime("Deadline")
SITUATION = SearchAttributeKey.for_keyword("Situation")
"""A line for people, to be read in the list: the company, the stage, and what is waited for."""

SEARCH_ATTRIBUTE_KEYS: tuple[SearchAttributeKey[Any], ...] = (
    STAGE,
    NEEDS_ATTENTION,
    COMPANY_NAME,
    CERTIFYING_WHOLESALER,
    DEADLINE,
    SITUATION,
)
"""By what processes are found in Temporal's UI."""

SEARCH_ATTRIBUTES = {
    key.name: key.indexed_value_type.name.title().replace("_", "") for key in SEARCH_ATTRIBUTE_KEYS
}
"""Each name with its type, as Temporal's commands write it."""

DESCRIPTION = (
    "Inforexの加入申請と会員の手続き。ワークフローIDは、申請では受付番号です。"
    "検索属性Situationに、企業、段階、待っていることを表示します。"
)
"""What the namespace is, for those who see it among others."""

RETENTION = timedelta(days=30)
"""How long closed workflows are to be seen."""

OLDEST_SERVER = (1, 29)
"""The first with all that we use: worker versioning needs 1.29 (Temporal's documentation of it)."""
