import { routeMatrix, type MatrixRow, type Role } from '@firebreak/identity';
import { matrixRows } from './route-table';
import type { AnyTarget } from './world';

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

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
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

const documentOf = async (url: string): Promise<Document> => (await (await fetch(`${url}/docs-json`)).json()) as Document;

/** A gateway leads to the routes of controllers; what a service says of itself is asked of its own processes. */
const documentsOf = async (target: AnyTarget): Promise<readonly Document[]> => {
  if (target.shape === 'in-process') return [(await target.request({ method: 'GET', url: '/docs-json' })).body as Document];
  return Promise.all((target.replicas.length > 0 ? target.replicas : [target.url]).map(documentOf));
};

const toldOf = ({ paths }: Document, { method, path }: MatrixRow): Described | undefined => paths[path.replace(/:([A-Za-z]+)/g, '{$1}')]?.[method.toLowerCase()];

/** Every route that a controller has, as the OpenAPI document tells of it; of an installation those that a document tells of. */
export const operationsOf = async (target: AnyTarget): Promise<readonly Operation[]> => {
  const documents = await documentsOf(target);
  const rows = target.shape === 'in-process' ? routeMatrix(target.standalone.app) : matrixRows.filter((row) => documents.some((document) => toldOf(document, row)));
  return rows.map((row): Operation => {
    const document = documents.find((each) => toldOf(each, row));
    const told = document && toldOf(document, row);
    const body = told?.requestBody?.content['application/json']?.schema;
    return { ...row, body: body ? resolved(body, document!.components.schemas) : null, query: (told?.parameters ?? []).filter((each) => each.in === 'query') };
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
