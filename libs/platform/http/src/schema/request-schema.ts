import type { Type } from '@nestjs/common';

interface PropertyMetadata {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly isArray?: boolean;
  readonly enum?: unknown;
  readonly [option: string]: unknown;
}

const arrayKey = 'swagger/apiModelPropertiesArray';
const propertyKey = 'swagger/apiModelProperties';

const primitive = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Array, 'array'],
]);

const own = new Set(['type', 'required', 'isArray', 'enum', 'nullable', 'name', 'selfRequired', 'example']);

const propertySchema = ({ nullable, example, ...options }: PropertyMetadata): object => {
  const rest = Object.fromEntries(Object.entries(options).filter(([key, value]) => !own.has(key) && value !== undefined));
  const nested = typeof options.type === 'function' && !primitive.has(options.type) ? requestSchema(options.type as Type<unknown>) : null;
  const named = typeof options.type === 'string' ? options.type : (primitive.get(options.type) ?? null);
  const type = nullable === true && named !== null ? [named, 'null'] : named;
  const shape = {
    ...(nested ?? (Array.isArray(options.enum) ? { enum: options.enum as unknown[] } : type === null ? {} : { type })),
    ...rest,
    ...(example === undefined ? {} : { examples: [example] }),
  };
  return options.isArray ? { type: 'array', items: shape } : shape;
};

/** JSON Schema 2020-12 of a request class, from its OpenAPI properties: forms are made of it. */
export const requestSchema = (request: Type<unknown>): object => {
  const prototype = request.prototype as object;
  const names = ((Reflect.getMetadata(arrayKey, prototype) ?? []) as string[]).map((name) => name.replace(/^:/, ''));
  const of = (name: string): PropertyMetadata => Reflect.getMetadata(propertyKey, prototype, name) as PropertyMetadata;
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, propertySchema(of(name))])),
    required: names.filter((name) => of(name).required !== false),
  };
};
