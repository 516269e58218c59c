import { CodedError } from './errors';

const pattern = /^([a-z][a-z0-9_]*)-([a-z0-9_]{1,32})\.([A-Za-z0-9._:-]{1,200})$/;

/** `incident-default.0190…`: category, tenant, id. */
export const streamName = (category: string, tenant: string, id: string): string => {
  const name = `${category}-${tenant}.${id}`;
  if (!pattern.test(name)) throw new CodedError('invalid-id', { stream: name });
  return name;
};

export interface StreamParts {
  readonly category: string;
  readonly tenant: string;
  readonly id: string;
}

/** @throws CodedError `invalid-id` */
export const streamParts = (stream: string): StreamParts => {
  const match = pattern.exec(stream);
  if (!match) throw new CodedError('invalid-id', { stream });
  return { category: match[1]!, tenant: match[2]!, id: match[3]! };
};

export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));
