"""Mail domains by who hands out their mailboxes (facts.md, "Mail domains").

Each stands for its sub-domains too.

Sources: bouncehammer Group/JP WebMail, Cellphone and Smartphone (2010). From memory, and only
used for hints and for sending an application to a person: yahoo.ne.jp, outlook.jp, hotmail.co.jp,
live.jp, excite.co.jp, rakuten.jp, au.com, ymobile.ne.jp, uqmobile.jp and the providers.
"""

_REGIONS = "dhtcrksnq"  # one letter for each regional company of J-PHONE, later Vodafone

FREE = frozenset(
    {
        "aol.com",
        "auone.jp",
        "excite.co.jp",
        "gmail.com",
        "goo.jp",
        "googlemail.com",
        "hotmail.co.jp",
        "hotmail.com",
        "icloud.com",
        "infoseek.jp",
        "live.com",
        "live.jp",
        "livedoor.com",
        "mac.com",
        "mail.com",
        "mail.goo.ne.jp",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.jp",
        "proton.me",
        "protonmail.com",
        "rakuten.jp",
        "yahoo.co.jp",
        "yahoo.com",
        "yahoo.ne.jp",
        "ymail.com",
        "ymail.ne.jp",
        "zoho.com",
    }
)
DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})
FREE_UNDER_ANY_TLD = frozenset({"gmx"})

CARRIER = frozenset(
    {
        "au.com",
        "disney.ne.jp",
        "docomo.ne.jp",
        "dwmail.jp",
        "emnet.ne.jp",
        "ezweb.ne.jp",
        "mopera.ne.jp",
        "mopera.net",
        "pdx.ne.jp",
        "softbank.ne.jp",
        "i.softbank.jp",
        "uqmobile.jp",
        "willcom.com",
        "ymobile.ne.jp",
        *(f"{region}.vodafone.ne.jp" for region in _REGIONS),
        *(f"jp-{region}.ne.jp" for region in _REGIONS),
    }
)
COMPANY_BELOW_CARRIER = frozenset({"biz.ezweb.ne.jp"})

ISP = frozenset(
    {
        "biglobe.ne.jp",
        "dion.ne.jp",
        "eonet.ne.jp",
        "nifty.com",
        "ocn.ne.jp",
        "plala.or.jp",
        "so-net.ne.jp",
    }
)

OFTEN_MISTYPED = (
    # Long enough that one slip away there is hardly another company.
    "gmail.com",
    "yahoo.co.jp",
    "icloud.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "softbank.ne.jp",
    "i.softbank.jp",
    "ymobile.ne.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "outlook.com",
    "outlook.jp",
    "biglobe.ne.jp",
    "nifty.com",
)
