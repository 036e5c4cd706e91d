"""Wholesalers that vouch for makers (認証先卸)."""

from piccolo.columns import Boolean, ForeignKey, OnDelete, Serial, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class CertifyingWholesaler(Table, help_text="A wholesaler that makers can name (認証先卸企業)."):
    id = Serial(primary_key=True, help_text="What forms send for the chosen wholesaler.")
    name = Varchar(100, default=None, help_text="認証先卸企業名.")
    search_key = Varchar(200, default=None, help_text="The name as search_key folds it.")
    telephone = Varchar(24, default="", help_text="The registered number to call back.")
    listed = Boolean(default=True, help_text="Whether the form offers it.")

    certifying_wholesaler_once = Unique([name])
    certifying_wholesaler_has_a_name = Check("name <> '' AND search_key <> ''")


class WholesalerMailDomain(Table, help_text="A mail domain that belongs to a wholesaler."):
    id = Serial(primary_key=True, help_text="For the ORM only.")
    wholesaler = ForeignKey(
        CertifyingWholesaler,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Whose domain it is.",
    )
    domain = Varchar(253, default=None, help_text="Lower case, ASCII; sub-domains count too.")

    wholesaler_mail_domain_once = Unique([wholesaler, domain])
    wholesaler_mail_domain_is_lower_case = Check("domain = lower(domain) AND domain <> ''")
