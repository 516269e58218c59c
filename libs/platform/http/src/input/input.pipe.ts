import { CodedError, type Clock } from '@firebreak/event-sourcing';
import { CLOCK } from '@firebreak/runtime';
import { Inject, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { errorTable } from '../error-table';
import { fieldErrors, pointerTo, type FieldError } from '../problem/field-error';
import { codeOfConstraint } from './constraint-codes';
import { isValid } from './is-valid';
import { toInstance, type InputClass } from './to-instance';
import { validationTime } from './validators';

const primitives: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, undefined]);
const strictly = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true };
const pathPart = /^\P{Cc}{1,1000}$/u;

/** Turns body and query into the request class of the route, or names what is wrong where. */
@Injectable()
export class InputPipe implements PipeTransform {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'param') return checkedParam(value);
    if ((type !== 'body' && type !== 'query') || data !== undefined) return value;
    if (primitives.has(metatype)) throw new Error('a route takes a whole body or query without a class of validators');
    return this.validated(value, metatype as InputClass, type);
  }

  private validated(value: unknown, input: InputClass, type: 'body' | 'query'): object {
    const instance = toInstance(input, value ?? {});
    validationTime.now = this.clock.now();
    if (isValid(instance)) return instance;
    const errors = flattened(validateSync(instance, strictly), []);
    if (errors.length === 0) return instance;
    throw type === 'body' ? fieldErrors(errors, tellingInBody) : fieldErrors(errors.map(asParameter), tellingInQuery, 'invalid-parameter');
  }
}

/** Codes that say more than `invalid-input` when they are the only ones. */
const telling =
  (statuses: readonly number[]) =>
  (code: string): boolean =>
    Object.hasOwn(errorTable, code) && statuses.includes(errorTable[code]!.status);
const tellingInBody = telling([422]);
const tellingInQuery = telling([400, 422]);

const asParameter = (error: FieldError): FieldError => (error.code === 'unknown-property' ? { ...error, code: 'unknown-parameter' } : error);

const checkedParam = (value: unknown): unknown => {
  if (typeof value === 'string' && !(pathPart.test(value) && value.isWellFormed())) throw new CodedError('invalid-id');
  return value;
};

const flattened = (errors: readonly ValidationError[], above: readonly string[]): FieldError[] =>
  errors.flatMap(({ property, value, constraints, contexts, children }) => {
    const path = [...above, property];
    const own = Object.entries(constraints ?? {}).map(([name, message]) => ({
      pointer: pointerTo(path),
      code: value === undefined ? 'required' : codeOfConstraint(name, message),
      ...(contexts?.[name] as Pick<FieldError, 'allowed'> | undefined),
    }));
    return [...own, ...flattened(children ?? [], path)];
  });
