-- The roles and databases of a new cluster; psql runs it once, as the superuser.
\set inforex_owner_password `cat /run/secrets/inforex_owner_password`
\set inforex_password `cat /run/secrets/inforex_password`
\set temporal_password `cat /run/secrets/temporal_password`

-- The one migrates and owns the tables; the other is the application's, and gets its rights there
-- from the migrations.
CREATE ROLE inforex_owner LOGIN PASSWORD :'inforex_owner_password';
CREATE ROLE inforex LOGIN PASSWORD :'inforex_password';
CREATE DATABASE inforex OWNER inforex_owner;
REVOKE CONNECT ON DATABASE inforex FROM PUBLIC;
GRANT CONNECT ON DATABASE inforex TO inforex;

CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
REVOKE CONNECT ON DATABASE temporal FROM PUBLIC;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE temporal_visibility FROM PUBLIC;
