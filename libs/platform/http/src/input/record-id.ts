import { CodedError } from '@firebreak/event-sourcing';

/** What stands for a record in a path: its UUID, or the number people say. */
export type RecordId = { readonly uuid: string } | { readonly number: string };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const numbers = new Map<string, RegExp>();

const numberOf = (prefix: string): RegExp => {
  const known = numbers.get(prefix) ?? new RegExp(`^${prefix}-[1-9][0-9]{0,14}$`, 'i');
  numbers.set(prefix, known);
  return known;
};

/** `prefix` is the number's, `INC`. Upper and lower case are the same. @throws CodedError `invalid-id` */
export const parseRecordId = (text: string, prefix: string): RecordId => {
  if (uuid.test(text)) return { uuid: text.toLowerCase() };
  if (numberOf(prefix).test(text)) return { number: text.toUpperCase() };
  throw new CodedError('invalid-id', { whatToDo: `Use the record's UUID, or its number as in ${prefix}-1042.` });
};
