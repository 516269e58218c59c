import { routeMatrix, type MatrixRow, type Role } from '@firebreak/identity';
import type { InProcessTarget } from './in-process-target';

/** The part of a JSON Schema that request classes are described by. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** A route of the running app, with what its documentation says of a request. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly Role[] | 'public';
  readonly body: Schema | null;
  readonly query: readonly Parameter[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[]; readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> } }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Without references: everything stands where it is used. */
const resolved = (schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema => {
  const { $ref, allOf, oneOf, anyOf } = schema;
  const named = $ref === undefined ? undefined : schemas[$ref.split('/').at(-1)!];
  if (named) return resolved(named, schemas);
  const [only, ...others] = allOf ?? oneOf ?? anyOf ?? [];
  if (only) return { ...resolved(only, schemas), type: ['object', ...others.flatMap(({ type }) => type ?? [])] };
  return {
    ...schema,
    ...(schema.items ? { items: resolved(schema.items, schemas) } : {}),
    ...(schema.properties ? { properties: Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, resolved(each, schemas)])) } : {}),
  };
};

/** Every route that a controller has, as the OpenAPI document tells of it. */
export const operationsOf = async ({ standalone, request }: InProcessTarget): Promise<readonly Operation[]> => {
  const document = (await request({ method: 'GET', url: '/docs-json' })).body as Document;
  return routeMatrix(standalone.app).map(({ method, path, roles }: MatrixRow): Operation => {
    const told = document.paths[path.replace(/:([A-Za-z]+)/g, '{$1}')]?.[method.toLowerCase()];
    const body = told?.requestBody?.content['application/json']?.schema;
    return { method, path, roles, body: body ? resolved(body, document.components.schemas) : null, query: (told?.parameters ?? []).filter((each) => each.in === 'query') };
  });
};

/** The body that the documentation shows. */
export const exampleOf = (schema: Schema): unknown => {
  if (schema.example !== undefined) return schema.example;
  if (schema.items) return [exampleOf(schema.items)];
  if (!schema.properties) return undefined;
  const known = Object.entries(schema.properties).map(([name, each]) => [name, exampleOf(each)] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
};
