import { CodedError } from '@firebreak/event-sourcing';
import type { FastifyRequest } from 'fastify';

const json = /^application\/json(?:\s*;\s*charset\s*=\s*(?:utf-8|"utf-8"))?\s*$/i;

/** JSON in UTF-8 as it is, never compressed. @throws CodedError `unsupported-media-type` */
export const checkMediaType = ({ headers }: FastifyRequest): void => {
  const type = headers['content-type'];
  const encoding = headers['content-encoding'];
  if (type !== 'application/json' && !json.test(type ?? '')) throw new CodedError('unsupported-media-type');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new CodedError('unsupported-media-type');
};
