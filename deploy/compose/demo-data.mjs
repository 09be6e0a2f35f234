// A merchant, a customer and a listing with slots, through the public API; run again it changes nothing.
const { API, DEMO_PASSWORD: password } = process.env;
const ALREADY_REGISTERED = 1021;
const DAY_MS = 86_400_000;

async function ask(method, path, body, headers = {}) {
  const answer = await fetch(`${API}/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { success, data, exception } = await answer.json();
  if (!success)
    throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${exception?.description}`), exception);
  return data;
}

async function register(path, who) {
  try {
    return await ask('POST', path, { ...who, password });
  } catch (error) {
    if (error.code !== ALREADY_REGISTERED) throw error;
    return undefined;
  }
}

const merchant = await register('auth/register/', { email: 'merchant@faregate.local', name: 'Konkan & Friends' });
await register('auth/register-customer/', { email: 'customer@faregate.local', name: 'Asha Rao' });
if (merchant) {
  const headers = { 'x-api-key': merchant.api_key };
  const listing = await ask('POST', 'listings/', { kind: 'event', title: 'Monsoon Music Night' }, headers);
  for (let day = 1; day <= 7; day += 1) {
    const starts_at = new Date(Math.ceil(Date.now() / DAY_MS + day) * DAY_MS + 13 * 3_600_000).toISOString();
    const tiers = [{ name: 'GA', price: '999.00', currency: 'INR' }];
    await ask('POST', `listings/${listing.id}/slots/`, { starts_at, capacity: 500, tiers }, headers);
  }
  console.log(`API key of merchant@faregate.local, shown this once: ${merchant.api_key}`);
}
console.log(
  'merchant@faregate.local, customer@faregate.local and admin@faregate.local have the password in DEMO_PASSWORD',
);
