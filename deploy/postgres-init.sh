#!/bin/sh
# First start of the database server: a role and a database each for Talentfeed and for Airflow.
# Neither can read the other's. The desk, which takes in what the world sends, has a role of its own in
# Talentfeed's database: deploy/desk_role.py gives it its rights, once there are tables.
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

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" -v password="$TALENTFEED_DESK_DB_PASSWORD" <<'SQL'
CREATE ROLE talentfeed_desk LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE talentfeed TO talentfeed_desk;
SQL
