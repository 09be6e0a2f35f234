import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const TREES = ['libs', 'services', 'deploy/local/src', 'deploy/local/launch', 'tests'];
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'planted']);
const SPEC = /\.(spec|int-spec|e2e-spec)\.ts$/;
const COMPILED = /(?<!\.d)\.ts$/;
/** What a program reads beside itself at run time. */
const COPIED = /\.(mjs|sh|json|html|css|svg|sql|txt)$/;
/** Files compiled at once; the compiler has its own threads. */
const AT_ONCE = 16;

/**
 * Brings dist/ up to date with the sources: compiles what changed since the last time (size and time of change), copies
 * what is read at run time, removes what has lost its source. Types are not checked here; `npm run check` does that.
 * Gives {changed: source paths, errors: messages}. Nothing to do costs one walk over the tree.
 */
export async function build(root, progress) {
  const path = join(root, 'dist', '.build.json');
  const recipe = recipeOf(root);
  const before = readManifest(path, recipe);
  const sources = new Map(TREES.flatMap((tree) => walk(root, tree)));
  const stale = [...sources].filter(
    ([source, stamp]) => before.get(source) !== stamp || !existsSync(outputOf(root, source)),
  );
  const removed = [...before.keys()].filter((source) => !sources.has(source));
  if (stale.length === 0 && removed.length === 0) return { changed: [], errors: [] };
  const changed = [...stale.map(([source]) => source), ...removed];
  const errors = await progress.step('Compiling', () => produce(root, stale), { quietMs: 700 });
  for (const source of removed) rmSync(outputOf(root, source), { force: true });
  for (const { source } of errors) sources.delete(source);
  write(path, JSON.stringify({ recipe, sources: Object.fromEntries(sources) }));
  return { changed, errors: errors.map(({ message }) => message) };
}

/** The compiled or copied file of a source. */
export const outputOf = (root, source) => join(root, 'dist', source.replace(COMPILED, '.js'));

/** Compiles everything again when the compiler or its settings change. */
function recipeOf(root) {
  const { version } = createRequire(join(root, 'package.json'))('@swc/core/package.json');
  return createHash('sha256')
    .update(version)
    .update(readFileSync(join(root, '.swcrc')))
    .digest('hex');
}

function readManifest(path, recipe) {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    if (manifest.recipe === recipe) return new Map(Object.entries(manifest.sources));
  } catch {
    // No manifest, or one that was cut short: everything is compiled again.
  }
  return new Map();
}

function walk(root, tree) {
  if (!existsSync(join(root, tree))) return [];
  return readdirSync(join(root, tree), { withFileTypes: true }).flatMap((entry) => {
    const path = `${tree}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(root, path);
    if (SPEC.test(path) || !(COMPILED.test(path) || COPIED.test(path))) return [];
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    return stat ? [[path, `${stat.size}:${stat.mtimeMs}`]] : [];
  });
}

async function produce(root, stale) {
  const { transform } = createRequire(join(root, 'package.json'))('@swc/core');
  const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
  delete options.$schema;
  const errors = [];
  const queue = [...stale];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [source] = next;
      try {
        await produceOne(root, source, transform, options);
      } catch (error) {
        const [message] = String(error.message ?? error).split(/\n+Caused by:/);
        errors.push({ source, message: `${source}: ${message}` });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return errors;
}

async function produceOne(root, source, transform, options) {
  const output = outputOf(root, source);
  const text = readFileSync(join(root, source));
  if (!COMPILED.test(source)) return write(output, text);
  const filename = join(root, source);
  const { code, map } = await transform(text.toString('utf8'), {
    ...options,
    filename,
    swcrc: false,
    configFile: false,
  });
  if (map) write(`${output}.map`, map);
  return write(output, map ? `${code}\n//# sourceMappingURL=${output.split('/').at(-1)}.map\n` : code);
}

/** Through a rename, so that a program being started beside this build never reads half a file. */
function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
