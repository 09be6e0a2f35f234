import type { Demo } from '../demo/seed-demo.js';

/** What is printed when everything is up: the address, the demo logins, and commands to try that work as they stand. */
export function readyText(url: string, home: string, demo: Demo | undefined): string {
  const api = `${url}/paygate/api/v1`;
  return [
    '',
    `Faregate is ready: ${url}`,
    '',
    ...(demo ? [...logins(demo), '', ...tries(api, demo), ''] : []),
    `  API reference   ${api}/docs/`,
    `  Mails it sends  ${url}/dev/mail`,
    `  State and logs  ${home}`,
    '  Ctrl-C stops everything; the data stays until "npm run reset".',
    '',
  ].join('\n');
}

const logins = ({ merchant, customer, admin, password, adminPassword, apiKey }: Demo): string[] => [
  `  merchant  ${merchant.padEnd(26)} ${password}   API key ${apiKey}`,
  `  customer  ${customer.padEnd(26)} ${password}`,
  `  admin     ${admin.padEnd(26)} ${adminPassword}`,
];

const tries = (api: string, { apiKey, customer, password }: Demo): string[] => [
  '  What to try first:',
  '',
  '    # buy a place on a train: prints the page to pay on, and tells when it is booked',
  '    npm run -s faregate -- demo buy',
  '',
  '    # what is on sale',
  `    curl -s ${api}/listings/`,
  '',
  '    # log in as the customer',
  `    curl -s ${api}/auth/token/ -H 'content-type: application/json' \\`,
  `      -d '{"email":"${customer}","password":"${password}"}'`,
  '',
  "    # take a merchant's order, then pay it with a test card (put the order_id in)",
  `    curl -s ${api}/orders/ -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' -d '{"amount":"100.00"}'`,
  `    curl -s ${api}/payments/ -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' \\`,
  `      -d '{"order_id":"<order_id>","card_details":{"card_number":"4242424242424242","expiry":"12/30","cvv":"123"}}'`,
];
