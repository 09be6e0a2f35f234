# Runs once, when the server's data folder is made: a database and a role for each service that was given a password.
# No service's role can connect to another's database. May be run again by hand: it makes only what is missing.
# In a shell of its own: the entrypoint may read this file into its own.
(
set -eu

make_database() {
  name=$1 password=$2
  [ -n "$password" ] || return 0
  psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d postgres -v name="$name" -v password="$password" <<'SQL'
select format('create role %I login password %L', :'name', :'password')
where not exists (select from pg_roles where rolname = :'name') \gexec
select format('create database %I owner %I', :'name', :'name')
where not exists (select from pg_database where datname = :'name') \gexec
select format('revoke connect, temporary on database %I from public', :'name') \gexec
SQL
}

make_database auth "${AUTH_DATABASE_PASSWORD:-}"
make_database booking "${BOOKING_DATABASE_PASSWORD:-}"
make_database payment "${PAYMENT_DATABASE_PASSWORD:-}"
make_database webhook_dispatcher "${WEBHOOK_DISPATCHER_DATABASE_PASSWORD:-}"
make_database analytics "${ANALYTICS_DATABASE_PASSWORD:-}"
make_database simulator "${SIMULATOR_DATABASE_PASSWORD:-}"
)
