import { declaredFields, type CollectionSpec, type DeclaredFields } from '@firebreak/event-sourcing';

/** Where the parts of a collection lie. Names of tables and columns are made here and nowhere else, from checked words and numbers. */
export interface Layout {
  readonly spec: CollectionSpec;
  readonly fields: DeclaredFields;
  /** Documents: `seq`, `id`, `doc` and a column for each path that holds one value. */
  readonly documents: string;
  /** A row for each value of the paths that hold several: `field`, `value`, `seq`. */
  readonly values: string;
  /** Words of the searched paths, by `seq`. */
  readonly words: string;
  /** Paths with a column, in order of their columns. */
  readonly single: readonly string[];
  /** Paths with rows in `values`, in order of their numbers. */
  readonly several: readonly string[];
  readonly text: readonly string[];
  column(path: string): string;
}

export const layoutOf = (spec: CollectionSpec): Layout => {
  const fields = declaredFields(spec);
  const paths = [...fields].map(([path, { multi }]) => ({ path, multi }));
  const single = paths.filter(({ multi }) => !multi).map(({ path }) => path).sort();
  const several = paths.filter(({ multi }) => multi).map(({ path }) => path).sort();
  return {
    spec,
    fields,
    documents: `"${spec.name}.documents"`,
    values: `"${spec.name}.values"`,
    words: `"${spec.name}.words"`,
    single,
    several,
    text: spec.text ?? [],
    column: (path) => `f${single.indexOf(path)}`,
  };
};

const indexes = (layout: Layout): string[] =>
  layout.spec.indexes
    .filter((index) => !index.multi)
    .flatMap(({ fields, unique }, number) => {
      const columns = fields.map((path) => layout.column(path));
      const name = (kind: string): string => `"${layout.spec.name}.${kind}${number}"`;
      const plain = `CREATE INDEX ${name('by')} ON ${layout.documents} (${columns.join(', ')}, id)`;
      // -9e999 is how null is kept: documents without a value do not collide.
      const whole = columns.map((column) => `${column} > -9e999`).join(' AND ');
      return unique ? [plain, `CREATE UNIQUE INDEX ${name('once')} ON ${layout.documents} (${columns.join(', ')}) WHERE ${whole}`] : [plain];
    });

/** The statements that make an empty collection. */
export const createStatements = (layout: Layout): string[] => {
  const columns = ['seq INTEGER PRIMARY KEY', 'id TEXT NOT NULL UNIQUE', 'doc TEXT NOT NULL', ...layout.single.map((path) => `${layout.column(path)} ANY NOT NULL`)];
  const statements = [`CREATE TABLE ${layout.documents} (${columns.join(', ')}) STRICT`, ...indexes(layout)];
  if (layout.several.length > 0) {
    const key = 'PRIMARY KEY (field, value, seq)';
    statements.push(`CREATE TABLE ${layout.values} (field INTEGER, value ANY, seq INTEGER, ${key}) STRICT, WITHOUT ROWID`);
  }
  if (layout.text.length > 0) {
    const columns = layout.text.map((_, number) => `t${number}`).join(', ');
    statements.push(`CREATE VIRTUAL TABLE ${layout.words} USING fts5(${columns}, content='', contentless_delete=1, tokenize='ascii')`);
  }
  return statements;
};

export const dropStatements = (name: string): string[] => ['documents', 'values', 'words'].map((part) => `DROP TABLE IF EXISTS "${name}.${part}"`);
