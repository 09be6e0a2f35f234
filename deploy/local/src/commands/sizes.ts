import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SKIPPED = /node_modules|\/dist\/|\/planted\/|\.d\.m?ts$/;
const LONGEST_SHOWN = 5;

interface Measured {
  name: string;
  lines: number;
}

/**
 * Lines of source files and of the functions in them, specs apart. The house asks for files of 60 lines (median) and
 * 200 (95th percentile), functions of 10 and 40.
 */
export function sizes(root: string, trees: readonly string[]): string {
  const paths = trees.flatMap((tree) => sources(root, tree));
  const [specs, code] = [paths.filter((path) => isSpec(path)), paths.filter((path) => !isSpec(path))];
  const files = code.map((path) => ({ name: path, lines: lineCount(join(root, path)) }));
  return [
    row('Source files', files),
    row(
      'Functions',
      code.flatMap((path) => functions(root, path)),
    ),
    row(
      'Spec files',
      specs.map((path) => ({ name: path, lines: lineCount(join(root, path)) })),
    ),
    ...longest(files),
  ].join('\n');
}

const isSpec = (path: string): boolean => /spec\.ts$/.test(path);

const lineCount = (path: string): number => readFileSync(path, 'utf8').split('\n').length - 1;

function sources(root: string, tree: string): string[] {
  return readdirSync(join(root, tree), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !SKIPPED.test(`/${path}`));
}

function functions(root: string, path: string): Measured[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest);
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const found: Measured[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      found.push({ name: path, lines: lineOf(node.getEnd()) - lineOf(node.getStart(file)) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function row(title: string, measured: readonly Measured[]): string {
  const lines = measured.map((one) => one.lines).sort((a, b) => a - b);
  const at = (share: number): number => lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0;
  const count = String(lines.length).padStart(5);
  return `${title.padEnd(13)}${count}   lines: median ${at(0.5)}, 95th percentile ${at(0.95)}, longest ${lines.at(-1) ?? 0}`;
}

function longest(files: readonly Measured[]): string[] {
  const sorted = [...files].sort((a, b) => b.lines - a.lines);
  return sorted.slice(0, LONGEST_SHOWN).map(({ name, lines }) => `  ${String(lines).padStart(5)}  ${name}`);
}
