/**
 * After a restore: compares the sandbox provider's books with our payments and says what differs. Money the provider
 * took for payments that the restored books do not know is listed; with --give-back it is voided or refunded at the
 * provider, once however often this runs. Run in payment's container, see docs/operations.md.
 */
import pg from 'pg';

const { DATABASE_URL, SIMULATOR_URL, SIMULATOR_API_KEY } = process.env;
const GIVE_BACK = process.argv.includes('--give-back');

async function provider(method, path, key, body) {
  const answer = await fetch(`${SIMULATOR_URL}/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${SIMULATOR_API_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

async function* sessions() {
  for (let cursor = ''; cursor !== null;) {
    const page = await provider('GET', `control/books${cursor === '' ? '' : `?cursor=${cursor}`}`);
    yield* page.data;
    cursor = page.next_cursor;
  }
}

const kept = ({ status, amount, captured_amount: captured, refunded_amount: refunded }) =>
  status === 'authorized' ? amount : status === 'captured' ? captured - refunded : 0;

async function ourPayments() {
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  const { rows } = await client.query(`select id, status, authorized_minor, captured_minor - refunded_minor as net
    from payment where provider = 'simulator'`);
  await client.end();
  const ours = ({ status, authorized_minor, net }) => Number(status === 'authorized' ? authorized_minor : net);
  return new Map(rows.map((row) => [row.id, { status: row.status, keeps: ours(row) }]));
}

async function giveBack(payment) {
  const what = payment.status === 'authorized' ? 'void' : 'refunds';
  await provider('POST', `v1/payments/${payment.id}/${what}`, `reconcile-${payment.id}`, {});
}

const payments = await ourPayments();
const found = { agree: 0, differ: 0, unknown: 0, 'unknown with money': 0, 'given back': 0 };
for await (const session of sessions()) {
  const tries = session.payments;
  const keeps = tries.reduce((sum, one) => sum + kept(one), 0);
  const ours = payments.get(session.reference);
  if (ours === undefined) {
    found.unknown += 1;
    if (keeps === 0) continue;
    found['unknown with money'] += 1;
    console.log(`${session.reference}: we do not know it, the provider keeps ${keeps} ${session.currency}`);
    if (!GIVE_BACK) continue;
    for (const one of tries.filter((payment) => kept(payment) > 0)) await giveBack(one);
    found['given back'] += 1;
  } else if (ours.keeps === keeps) found.agree += 1;
  else {
    found.differ += 1;
    console.log(`${session.reference}: ${ours.status} with ${ours.keeps}, the provider keeps ${keeps}`);
  }
}
console.log(
  Object.entries(found)
    .map(([what, count]) => `${what}: ${count}`)
    .join(', '),
);
process.exitCode = found.differ > 0 || found['unknown with money'] > found['given back'] ? 1 : 0;
