#!/bin/bash
# Run as a job before services start, and again to change passwords: for each service that was given a password, a
# database, a role that owns it, and the login it uses. No service's login can connect to another's database.
# <SERVICE>_DATABASE_USER names the login otherwise than the owner: while a password is changed, a service has an old and
# a new login, and what both of them make belongs to the owner.
set -eu

may_use() {
  owner=$1 password=$2 login=${3:-$1}
  [ -n "$password" ] || return 0
  psql -v ON_ERROR_STOP=1 -q -d postgres -v owner="$owner" -v login="$login" -v password="$password" <<'SQL'
set client_min_messages = warning;
select format('create role %I', role) from unnest(array[:'owner', :'login']) as role
where not exists (select from pg_roles where rolname = role) group by role \gexec
select format('alter role %I login password %L', :'login', :'password') \gexec
select format('grant %I to %I', :'owner', :'login') where :'owner' <> :'login' \gexec
select format('alter role %I set role = %L', :'login', :'owner') where :'owner' <> :'login' \gexec
select format('create database %I owner %I', :'owner', :'owner')
where not exists (select from pg_database where datname = :'owner') \gexec
select format('revoke connect, temporary on database %I from public', :'owner') \gexec
SQL
  echo "$login may use the database $owner"
}

may_use auth "${AUTH_DATABASE_PASSWORD:-}" "${AUTH_DATABASE_USER:-}"
may_use booking "${BOOKING_DATABASE_PASSWORD:-}" "${BOOKING_DATABASE_USER:-}"
may_use payment "${PAYMENT_DATABASE_PASSWORD:-}" "${PAYMENT_DATABASE_USER:-}"
may_use webhook_dispatcher "${WEBHOOK_DISPATCHER_DATABASE_PASSWORD:-}" "${WEBHOOK_DISPATCHER_DATABASE_USER:-}"
may_use analytics "${ANALYTICS_DATABASE_PASSWORD:-}" "${ANALYTICS_DATABASE_USER:-}"
may_use simulator "${SIMULATOR_DATABASE_PASSWORD:-}" "${SIMULATOR_DATABASE_USER:-}"
