type Json = Record<string, unknown>;

/** As much of an OpenAPI document as merging looks at. */
export interface ApiDocument extends Json {
  readonly paths: Json;
  readonly components?: { readonly schemas?: Json; readonly [kind: string]: unknown };
}

/** One document of all services' documents. Schemas of one name that differ take their service's name in front. */
export function mergeDocuments(
  frame: ApiDocument,
  parts: readonly (readonly [service: string, document: ApiDocument])[],
): ApiDocument {
  let paths: Json = { ...frame.paths };
  let schemas: Json = { ...frame.components?.schemas };
  for (const [service, document] of parts) {
    const { renamed, own } = apart(service, schemas, document);
    schemas = { ...schemas, ...own };
    paths = { ...paths, ...renamed };
  }
  return { ...frame, paths, components: { ...frame.components, schemas } };
}

function apart(service: string, taken: Json, document: ApiDocument): { renamed: Json; own: Json } {
  const schemas = document.components?.schemas ?? {};
  const clashing = Object.keys(schemas).filter((name) => name in taken && !same(taken[name], schemas[name]));
  const nameOf = (name: string) => (clashing.includes(name) ? `${service}.${name}` : name);
  const own = Object.entries(schemas).map(([name, schema]) => [nameOf(name), withNames(schema, nameOf)] as const);
  return { renamed: withNames(document.paths, nameOf) as Json, own: Object.fromEntries(own) };
}

/** A copy whose references follow the new names. */
function withNames(value: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withNames(item, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === '$ref' ? renamed(String(one), nameOf) : withNames(one, nameOf),
    ]),
  );
}

const SCHEMA = '#/components/schemas/';

function renamed(reference: string, nameOf: (name: string) => string): string {
  return reference.startsWith(SCHEMA) ? SCHEMA + nameOf(reference.slice(SCHEMA.length)) : reference;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
