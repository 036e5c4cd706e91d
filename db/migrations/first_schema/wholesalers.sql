-- Wholesalers that vouch for makers (認証先卸).

-- A wholesaler that makers can name (認証先卸企業).
CREATE TABLE certifying_wholesaler (
    id serial PRIMARY KEY,
    name varchar(100) NOT NULL,
    search_key varchar(200) NOT NULL,
    telephone varchar(24) NOT NULL DEFAULT '',
    listed boolean NOT NULL DEFAULT true,
    CONSTRAINT certifying_wholesaler_once UNIQUE (name),
    CONSTRAINT certifying_wholesaler_has_a_name CHECK (name <> '' AND search_key <> '')
);

-- A mail domain that belongs to a wholesaler.
CREATE TABLE wholesaler_mail_domain (
    id serial PRIMARY KEY,
    wholesaler integer NOT NULL
        REFERENCES certifying_wholesaler ON UPDATE CASCADE ON DELETE CASCADE,
    domain varchar(253) NOT NULL,
    CONSTRAINT wholesaler_mail_domain_once UNIQUE (wholesaler, domain),
    CONSTRAINT wholesaler_mail_domain_is_lower_case CHECK (domain = lower(domain) AND domain <> '')
);
