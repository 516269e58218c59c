import { createServer, request as openRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ServiceName = 'incident-service' | 'problem-service' | 'analytics-service';

/** What each replica has been given, for whoever wants to know that all of them took part. */
export interface Served {
  /** Answered with success. */
  reads: number;
  /** Answered, be it with a refusal. */
  writes: number;
  /** Answered with success. */
  accepted: number;
}

export interface Gateway {
  readonly url: string;
  /** By the address of the replica. */
  readonly served: ReadonlyMap<string, Served>;
  /** The replicas that each Idempotency-Key came to. */
  readonly twins: ReadonlyMap<string, ReadonlySet<string>>;
  setReplicas(service: ServiceName, urls: readonly string[]): void;
  stop(): Promise<void>;
}

const routes: readonly (readonly [prefix: string, service: ServiceName])[] = [
  ['/v1/insights', 'analytics-service'],
  ['/v1/exports', 'analytics-service'],
  ['/v1/feed', 'analytics-service'],
  ['/v1/policies/reporting', 'analytics-service'],
  ['/v1/problems', 'problem-service'],
  ['/v1/policies/problem', 'problem-service'],
];

/** One that can be sent again: what streams in is gone once it was passed on. */
const isBareRead = ({ method, headers }: IncomingMessage): boolean => method === 'GET' && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;

const ownRoutes = /^\/(incident-service|problem-service|analytics-service)(?=\/v1\/admin\/)/;

/** What each service has for itself is behind its name; all other paths are one service's. */
const placeOf = (url: string): { readonly service: ServiceName; readonly path: string } => {
  const own = ownRoutes.exec(url);
  if (own) return { service: own[1] as ServiceName, path: url.slice(own[0].length) };
  return { service: routes.find(([prefix]) => url.startsWith(prefix))?.[1] ?? 'incident-service', path: url };
};

/** A read is asked of so many replicas; a write of one, as what became of it is not known. */
const mostTries = 3;

/**
 * One address for three services: every request goes to the next replica of its service, whatever its connection. A read that has no
 * answer, or 503, is asked of the next one, as the gateway of the compose file does.
 */
export const startGateway = async (port = 0): Promise<Gateway> => {
  const replicas = new Map<ServiceName, readonly string[]>();
  const turns = new Map<ServiceName, number>();
  const served = new Map<string, Served>();
  const twins = new Map<string, Set<string>>();

  const next = (service: ServiceName): string | undefined => {
    const urls = replicas.get(service) ?? [];
    const turn = turns.get(service) ?? 0;
    turns.set(service, turn + 1);
    return urls[turn % Math.max(1, urls.length)];
  };
  const count = (url: string, { method, headers }: IncomingMessage, status: number): void => {
    const counts = served.get(url) ?? { reads: 0, writes: 0, accepted: 0 };
    served.set(url, counts);
    const success = status >= 200 && status < 300;
    if (method === 'POST') counts.writes += 1;
    if (method === 'POST' && success) counts.accepted += 1;
    if (method === 'GET' && success) counts.reads += 1;
    const key = headers['idempotency-key'];
    if (typeof key === 'string') twins.set(key, (twins.get(key) ?? new Set()).add(url));
  };
  const unavailable = (response: ServerResponse): void => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' });
    response.end(JSON.stringify({ title: 'Nobody answers', status: 503, code: 'overloaded' }));
  };
  const pass = (incoming: IncomingMessage, response: ServerResponse, tries = mostTries): void => {
    const { service, path } = placeOf(incoming.url ?? '/');
    const replica = next(service);
    if (replica === undefined) return unavailable(response);
    const another = isBareRead(incoming) && tries > 1 ? (): void => pass(incoming, response, tries - 1) : null;
    const { hostname, port: to } = new URL(replica);
    const outgoing = openRequest({ hostname, port: to, method: incoming.method, path, headers: incoming.headers }, (answer) => {
      count(replica, incoming, answer.statusCode ?? 502);
      if (answer.statusCode === 503 && another) {
        answer.resume();
        return another();
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => (another && !response.headersSent ? another() : unavailable(response)));
    if (isBareRead(incoming)) outgoing.end();
    else incoming.pipe(outgoing);
  };

  // Wider than a service takes: what is too long is refused by it, in its own words.
  const server: Server = createServer({ maxHeaderSize: 65_536 }, (incoming, response) => pass(incoming, response));
  // Longer than a caller keeps a connection: one that ends as it is used again is a request without an answer.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => void server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    twins,
    setReplicas: (service, urls) => void replicas.set(service, urls),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
