import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RoutePlan } from '../route/route-plan';
import type { Seals } from '../seals/seals';
import { Revisioned, type CommandAnswer, type CommandResult } from './command-edge';
import { etagOf, namedBy } from './if-match';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly plan: RoutePlan;
  readonly seals: Seals;
}

const has = <Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && name in value;

const isCommandResult = (value: unknown): value is CommandResult => has(value, 'handled') && has(value.handled, 'outcome');

/** Status, headers and body of what a route returned. */
export const answer = (result: unknown, exchange: Exchange): unknown => {
  if (isCommandResult(result)) return commandAnswer(result, exchange);
  if (Revisioned.holds(result)) return recordAnswer(result, exchange);
  const { request, reply, plan } = exchange;
  if (request.method === 'POST' && !plan.statesStatus) void reply.status(200);
  return result;
};

const commandAnswer = (result: CommandResult, { request, reply, seals }: Exchange): CommandAnswer => {
  const { handled, id, number, created = false, extra } = result;
  const { stream, revision, position, outcome } = handled;
  void reply.status(created ? 201 : 200).header('etag', etagOf(revision));
  void reply.header('firebreak-consistency', seals.sealConsistency(stream, revision));
  if (created) void reply.header('location', `${request.url.split('?', 1)[0]}/${id}`);
  if (outcome === 'replayed') void reply.header('idempotency-replayed', 'true');
  return { ...extra, id, number, revision, position, outcome };
};

const recordAnswer = ({ revision, body }: Revisioned<unknown>, { request, reply }: Exchange): unknown => {
  void reply.header('etag', etagOf(revision));
  if (!namedBy(request.headers['if-none-match'], revision)) return body;
  void reply.status(304);
  return undefined;
};
