#!/bin/sh
# Bring both databases to this version; safe to run at every start.
set -eu

# Airflow would make up a password and print it into its log.
umask 077
printf '{"admin": "%s"}\n' "$AIRFLOW_ADMIN_PASSWORD" >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"

airflow db migrate
talentfeed db upgrade
python /app/deploy/desk_role.py talentfeed_desk
