import { appendFileSync } from 'node:fs';

/** One secret that a test sent or got. */
export interface UsedSecret {
  readonly kind:
    | 'access token'
    | 'refresh token'
    | 'API key'
    | 'webhook secret'
    | 'password'
    | 'card number'
    | 'secret of the platform';
  readonly secret: string;
}

/** Where the specs of a run write down what must be found nowhere; absent where nobody looks. */
const file = process.env['FAREGATE_CANARY'];
const known = new Set<string>();

const KIND_OF_FIELD: Readonly<Record<string, UsedSecret['kind']>> = {
  access: 'access token',
  api_key: 'API key',
  secret: 'webhook secret',
  webhook_secret: 'webhook secret',
};
const GIVEN = /"(access|api_key|secret|webhook_secret)":"([^"\\]{16,})"/g;
const COOKIE = /faregate_refresh=([\w-]{20,})/g;
const PASSWORD = /"password":"((?:[^"\\]|\\.){8,})"/;
const CARD = /card_number"?[:=]"?(\d{12,19})\b/;
/** Longer answers (documents, lists) give no secrets. */
const LONGEST_ANSWER = 10_000;

/** Notes the secrets of one exchange: what the platform gave, cards that were sent, passwords that were accepted. */
export function noteSecrets(body: string | undefined, answer: { status: number; text: string; cookie: string }): void {
  if (file === undefined) return;
  if (answer.text.length < LONGEST_ANSWER)
    for (const [, field = '', secret = ''] of answer.text.matchAll(GIVEN)) note(KIND_OF_FIELD[field], secret);
  for (const [, secret = ''] of answer.cookie.matchAll(COOKIE)) note('refresh token', secret);
  if (body === undefined) return;
  const [, card] = CARD.exec(body) ?? [];
  if (card !== undefined) note('card number', card);
  const [, password] = (answer.status < 300 && PASSWORD.exec(body)) || [];
  if (password !== undefined) note('password', JSON.parse(`"${password}"`) as string);
}

function note(kind: UsedSecret['kind'] | undefined, secret: string): void {
  if (kind === undefined || known.has(secret)) return;
  known.add(secret);
  appendFileSync(file ?? '', `${JSON.stringify({ kind, secret: coreOf(kind, secret) })}\n`);
}

/** What can't be there by chance and is there whatever surrounds it. */
function coreOf(kind: UsedSecret['kind'], secret: string): string {
  if (kind === 'access token') return secret.split('.')[2] ?? secret;
  return kind === 'webhook secret' ? secret.replace('whsec_', '') : secret;
}
