import { CodedError } from '@firebreak/event-sourcing';
import { textFault } from '@firebreak/http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { entryId, type EntryKind } from './domain/catalog-stream';
import { maxKeyLength } from './domain/vocabulary';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What stands for an entry in a path, `:key`: its key to the letter, percent-encoded, or the id that answers give. @throws CodedError `invalid-id` */
export const Key = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { key } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { key: string } }>>().params;
  if (textFault(key, { minVisible: 1, max: maxKeyLength, lines: false }) === null) return key;
  throw new CodedError('invalid-id', { whatToDo: `Use the key as it was registered, at most ${maxKeyLength} characters on one line, percent-encoded.` });
});

/** A text in the form of an id is taken for one. */
export const idOf = (kind: EntryKind, tenant: string, key: string): string => (uuid.test(key) ? key.toLowerCase() : entryId(kind, tenant, key));
