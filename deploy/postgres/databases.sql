-- The roles and databases of a new cluster; psql runs it once, as the superuser.
\set inforex_password `cat /run/secrets/inforex_password`
\set temporal_password `cat /run/secrets/temporal_password`

CREATE ROLE inforex LOGIN PASSWORD :'inforex_password';
CREATE DATABASE inforex OWNER inforex;
REVOKE CONNECT ON DATABASE inforex FROM PUBLIC;

CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
REVOKE CONNECT ON DATABASE temporal FROM PUBLIC;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE temporal_visibility FROM PUBLIC;
