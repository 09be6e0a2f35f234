import { readLocalConfig } from '../local.config.js';
import { type BookUrls, Books } from '../verify/books.js';
import { PROMISES } from '../verify/promises.js';
import { openRunning } from './open-running.js';

const SHOWN = 10;

/**
 * `verify`: checks the promises on the databases of the running platform and prints one line for each. 1 when one is
 * broken.
 */
export async function verifyPromises(): Promise<number> {
  const { databases } = openRunning(readLocalConfig().home);
  const books = await Books.open(databases as unknown as BookUrls);
  let broken = 0;
  try {
    for (const { id, says, check } of PROMISES) {
      const found = await check(books);
      broken += found.length;
      console.log(`${id}  ${says.padEnd(20)} ${found.length === 0 ? 'holds' : `${found.length} violations`}`);
      for (const what of found.slice(0, SHOWN)) console.log(`      ${what}`);
    }
  } finally {
    await books.close();
  }
  if (broken > 0)
    console.log('\nA payment or delivery that is still under way can show up here: look again when it is quiet.');
  return broken === 0 ? 0 : 1;
}
