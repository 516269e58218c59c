import { Type, type TLiteral, type TSchema, type TUnion } from '@sinclair/typebox';

export const nullable = <T extends TSchema>(schema: T): TUnion<[T, ReturnType<typeof Type.Null>]> => Type.Union([schema, Type.Null()]);

export const oneOf = <T extends string>(...values: T[]): TUnion<TLiteral<T>[]> => Type.Union(values.map((value) => Type.Literal(value)));

export const Instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$', description: 'UTC, milliseconds' });
export const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]);
export const Text = Type.String();
export const Revision = Type.Integer({ minimum: 0 });
/** Subscribers must take new fields: a later minor shape adds them. */
export const open = { additionalProperties: true } as const;
