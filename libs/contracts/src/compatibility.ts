type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const annotations = new Set(['$id', '$schema', 'title', 'description', 'examples']);

const alternatives = (schema: Schema): readonly string[] | null =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'].map((each) => JSON.stringify(each)) : null;

/** A subscriber that was told A, B or C copes with A or B; it was not told D. */
const narrowed = (before: readonly string[], after: readonly string[], path: string): string[] =>
  after.filter((each) => !before.includes(each)).map((each) => `${path} may now be ${each}`);

const properties = (before: Schema, after: Schema, path: string): string[] => {
  const old = isSchema(before['properties']) ? before['properties'] : {};
  const now = isSchema(after['properties']) ? after['properties'] : {};
  return Object.entries(old).flatMap(([name, schema]) => {
    const next = now[name];
    if (!isSchema(next) || !isSchema(schema)) return [`${path}/${name} is gone`];
    return incompatibilities(schema, next, `${path}/${name}`);
  });
};

/**
 * What a subscriber written for `before` would miss or misread in data that keep `after`. Empty when nothing: fields may be
 * added, and what may stand in a field may become less.
 */
export const incompatibilities = (before: Schema, after: Schema, path = ''): string[] => {
  const [old, now] = [alternatives(before), alternatives(after)];
  if (old !== null || now !== null) return narrowed(old ?? [JSON.stringify(before)], now ?? [JSON.stringify(after)], path);
  const gone = listOf(before['required']).filter((name) => !listOf(after['required']).includes(name));
  const rest = (schema: Schema): string =>
    JSON.stringify(Object.entries(schema).filter(([key]) => !annotations.has(key) && !['properties', 'required', 'items'].includes(key)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return [
    ...gone.map((name) => `${path}/${String(name)} may now be absent`),
    ...(rest(before) === rest(after) ? [] : [`${path} has another shape`]),
    ...properties(before, after, path),
    ...(isSchema(before['items']) && isSchema(after['items']) ? incompatibilities(before['items'], after['items'], `${path}/items`) : []),
  ];
};
