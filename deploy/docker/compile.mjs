import { rmSync } from 'node:fs';
import { build } from '../local/launch/build.mjs';
import { createProgress } from '../local/launch/progress.mjs';

const { changed, errors } = await build(process.cwd(), createProgress());
for (const error of errors) console.error(error);
if (errors.length > 0) process.exit(1);
rmSync('dist/libs/testing', { recursive: true });
console.log(`${changed.length} files compiled`);
