import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import { parseInstant } from './instant';
import { textFault, type TextRule } from './text';

/** A fault is the code that stands in `errors` of the answer; `null` when the value is right. */
export type Fault = (value: unknown) => string | null;

/** A validator of our own. With `each` the property is an array of such values. */
export const Checked = (name: string, fault: Fault, options?: ValidationOptions): PropertyDecorator => {
  const wrong = (value: unknown): string | null =>
    options?.each && Array.isArray(value) ? (value.map(fault).find((each) => each !== null) ?? null) : fault(value);
  return ValidateBy(
    { name, validator: { validate: (value) => fault(value) === null, defaultMessage: (args) => wrong(args?.value) ?? 'invalid' } },
    options,
  );
};

const TextOf = (name: string, rule: TextRule, options?: ValidationOptions): PropertyDecorator =>
  Checked(name, (value) => textFault(value, rule), options);

/** May be left out. Unlike with `IsOptional`, null is a value like any other: refused unless it is named. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_input, value) => value !== undefined);

/** 2 to 200 characters on one line. */
export const Title = (options?: ValidationOptions): PropertyDecorator => TextOf('title', { minVisible: 2, max: 200, lines: false }, options);

/** 1 to `max` characters, line breaks allowed. */
export const FreeText = (max: number, options?: ValidationOptions): PropertyDecorator =>
  TextOf('freeText', { minVisible: 1, max, lines: true }, options);

/** 1 to `max` characters on one line: names, codes of other systems. */
export const ShortText = (max: number, options?: ValidationOptions): PropertyDecorator =>
  TextOf('shortText', { minVisible: 1, max, lines: false }, options);

const recordKey = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/;

/** The id of a record or a person. */
export const RecordKey = (options?: ValidationOptions): PropertyDecorator =>
  Checked('recordKey', (value) => (typeof value === 'string' && recordKey.test(value) ? null : 'invalid-id'), options);

/** One of the listed values; the answer to any other lists them. */
export const OneOf = (values: readonly (string | number)[], options?: ValidationOptions): PropertyDecorator => {
  const allowed: ReadonlySet<unknown> = new Set(values);
  return Checked('oneOf', (value) => (allowed.has(value) ? null : 'unknown-value'), { ...options, context: { allowed: values } });
};

/** An integer from `min` to `max`, never a text that looks like one. */
export const WholeNumber = (min: number, max: number, options?: ValidationOptions): PropertyDecorator =>
  Checked('wholeNumber', (value) => (isInteger(value) ? (value < min || value > max ? 'out-of-range' : null) : 'not-an-integer'), options);

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** The same in a query string. */
export const WholeNumberText = (min: number, max: number, options?: ValidationOptions): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value)),
    WholeNumber(min, max, options),
  );

/** Validation runs to its end without a pause, so one place can hold the time it goes by. */
export const validationTime: { now: Instant } = { now: '9999-12-31T23:59:59.999Z' };

export interface InstantOptions extends ValidationOptions {
  /** How far ahead of the server's clock: 5 minutes unless told; `Infinity` for what is planned. */
  readonly maxFutureMs?: number;
}

const fiveMinutes = 300_000;

/** RFC 3339 with zone, a real date, 1970 to 2100; the property becomes the canonical Instant. */
export const IsInstant = ({ maxFutureMs = fiveMinutes, ...options }: InstantOptions = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => parseInstant(value) ?? value),
    Checked(
      'isInstant',
      (value) => {
        const instant = parseInstant(value);
        const ahead = instant !== null && maxFutureMs !== Infinity && instant > plusMillis(validationTime.now, maxFutureMs);
        return instant === null || ahead ? 'invalid-time' : null;
      },
      options,
    ),
  );
