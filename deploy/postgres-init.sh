#!/bin/sh
# First start of the database server: a role and a database each for Talentfeed and for Airflow.
# Neither can read the other's.
set -eu

for name in talentfeed airflow; do
    case $name in
    talentfeed) password=$TALENTFEED_DB_PASSWORD ;;
    airflow) password=$AIRFLOW_DB_PASSWORD ;;
    esac
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" -v name="$name" -v password="$password" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
