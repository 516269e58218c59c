import type { Role } from '@firebreak/identity';
import type { Operation } from '../testing/api-document';
import type { Person } from '../testing/people';
import type { Request } from '../testing/target';
import type { Dice } from './dice';
import { damaged, hostileHeaders, hostileText } from './hostile';
import { firsts, type Known } from './known';
import { nextStep } from './lives';
import { policies, Values } from './values';

export interface Asked {
  readonly operation: Operation;
  readonly person: Person;
  readonly known: Known;
  readonly request: Request;
  /** Stands in this request and in no other. */
  readonly canary: string | null;
  /** Names what is another tenant's. */
  readonly foreign: boolean;
}

type Spoilt = 'nothing' | 'body' | 'headers' | 'path' | 'query' | 'tenant';

const metrics = ['time-to-restore', 'time-to-resolve', 'time-to-acknowledge', 'time-to-detect', 'time-to-close', 'frequency', 'reopen-rate', 'backlog'] as const;
const definitions = ['1', 'first@1', 'last@1', 'total-excluding-holds@1', 'opened@1', 'ever@1', 'nope'] as const;
const filters = ['is:open', 'is:adrift', 'p:1,2', 'assignee:me', 'group:mine -is:closed', 'logged:>now-7d', 'service:none or is:reopened', '"card mail"', 'number:INC-1', '(is:open', 'p:', 'tenant:other', '-', 'a AND b OR'] as const;

/** Numbers are each tenant's own, ids are nobody else's. */
const byId = /^\/v1\/incidents\/[0-9a-f]{8}-/i;

/** Routes of one request class each, weighed so that most requests are commands on incidents. */
const weightOf = ({ method, path }: Operation): number => {
  if (path === '/v1/incidents' && method === 'POST') return 10;
  if (path.startsWith('/v1/incidents/:id/')) return 4;
  if (path === '/v1/imports/:id/pages') return 5;
  if (path === '/v1/policies/incident/:kind/publish') return 0.5;
  return path.endsWith('/retire') ? 0.2 : 1.2;
};

const turnEvery = 20;

export class Grammar {
  /** Of the policy that is asked for. */
  private kind = 'reopen';
  private readonly weighed: readonly (readonly [number, () => Operation])[];

  constructor(
    private readonly dice: Dice,
    private readonly operations: readonly Operation[],
    private readonly tenants: readonly [Known, Known],
  ) {
    this.weighed = operations.map((operation) => [weightOf(operation), () => operation]);
  }

  /** Anything at all, or what an incident's life goes on with. */
  any(n: number): Asked {
    // Every route has its turn, however seldom chance would come by.
    if (n % turnEvery === 0) return this.asked(this.operations[(n / turnEvery) % this.operations.length]!, this.spoilt(), n);
    return (this.dice.chance(0.3) ? this.onward() : null) ?? this.next(n);
  }

  private onward(): Asked | null {
    const { dice } = this;
    const known = this.tenants[dice.chance(0.85) ? 0 : 1];
    const incident = dice.pick(known.incidents);
    const step = nextStep(dice, known, incident);
    const operation = step && this.operations.find(({ path }) => path === `/v1/incidents/:id/${step.verb}`);
    if (!step || !operation) return null;
    const made = operation.body ? { ...new Values(dice, known).object(operation.body), ...step.body } : undefined;
    const request = { method: 'POST', url: `/v1/incidents/${incident.id}/${step.verb}`, headers: this.headers(operation, known), ...(made ? { body: JSON.stringify(made) } : {}) };
    return { operation, person: step.person, known, request, canary: null, foreign: false };
  }

  next(n: number, only?: (operation: Operation) => boolean, spoilt = this.spoilt()): Asked {
    const operation = this.dice.way(only ? this.weighed.filter(([, way]) => only(way())) : this.weighed);
    return this.asked(operation, spoilt, n);
  }

  /** A command that names another tenant's incident by its id. */
  foreign(n: number): Asked {
    for (;;) {
      const asked = this.next(n, ({ method, path }) => method === 'POST' && path.startsWith('/v1/incidents/:id/'), 'tenant');
      if (asked.foreign) return asked;
    }
  }

  private asked(operation: Operation, spoilt: Spoilt, n: number): Asked {
    const { dice } = this;
    const own = dice.chance(0.85) ? 0 : 1;
    const known = this.tenants[own];
    const named = spoilt === 'tenant' ? this.tenants[1 - own]! : known;
    const person = known.person(dice, operation.roles === 'public' ? (['caller'] as readonly Role[]) : operation.roles);
    const canary = spoilt === 'body' || spoilt === 'query' ? `canary-${n}-x` : null;
    const url = `${this.path(operation, named, spoilt === 'path')}${this.query(operation, known, spoilt === 'query', canary)}`;
    const body = operation.method === 'POST' ? this.body(operation, new Values(dice, named, known.tenant), spoilt === 'body', canary) : undefined;
    const headers = { ...this.headers(operation, known), ...(spoilt === 'headers' ? hostileHeaders(dice) : {}) };
    return { operation, person, known, request: { method: operation.method, url, headers, ...(body === undefined ? {} : { body }) }, canary, foreign: spoilt === 'tenant' && byId.test(url) };
  }

  private spoilt(): Spoilt {
    return this.dice.way<Spoilt>([[66, () => 'nothing'], [16, () => 'body'], [6, () => 'headers'], [4, () => 'path'], [4, () => 'query'], [4, () => 'tenant']]);
  }

  private path({ path }: Operation, known: Known, spoilt: boolean): string {
    const { dice } = this;
    const values = new Values(dice, known);
    const of = (name: string): string => {
      if (spoilt) return hostileText(dice).toWellFormed().slice(0, 300) || '%20';
      if (name === 'key') return dice.pick((path.includes('/services') ? known.services : known.groups).slice(path.endsWith('/retire') ? firsts : 0)) ?? 'none';
      if (name === 'kind') return (this.kind = dice.pick(Object.keys(policies)));
      if (name === 'metric') return dice.pick(metrics);
      if (name === 'projection') return dice.pick(['incident-list', 'incident-due', 'nope']);
      if (name === 'stream') return `incident-${known.tenant}.${dice.pick(known.incidents).id}`;
      if (path.startsWith('/v1/imports')) return known.imports.length > 0 ? dice.pick(known.imports) : '0'.repeat(32);
      return values.incidentId();
    };
    return path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(of(name)));
  }

  private query({ query }: Operation, known: Known, spoilt: boolean, canary: string | null): string {
    const { dice } = this;
    const chosen = query.filter(({ required }) => required || dice.chance(0.35));
    const parts = chosen.map(({ name }) => `${name}=${encodeURIComponent(this.parameter(name, known))}`);
    if (spoilt) {
      const name = dice.pick([...query.map((each) => each.name), 'nope', 'q[$ne]', '__proto__', 'a.b']);
      parts.push(dice.chance(0.2) ? `${name}=%ff` : `${encodeURIComponent(name)}=${encodeURIComponent(dice.chance(0.3) ? canary! : hostileText(dice).toWellFormed().slice(0, 500))}`);
    }
    return parts.length > 0 ? `?${parts.join('&')}` : '';
  }

  private parameter(name: string, known: Known): string {
    const { dice } = this;
    const day = (): string => `2026-0${1 + dice.int(4)}-${String(1 + dice.int(28)).padStart(2, '0')}`;
    const ways: Readonly<Record<string, () => string>> = {
      q: () => dice.pick(filters),
      sort: () => dice.pick(['changed', '-changed', 'logged', '-priority', 'number', 'status', 'nope']),
      zone: () => dice.pick(['UTC', 'Europe/Zurich', 'Asia/Kolkata', 'Nowhere/None']),
      cursor: () => (known.cursors.length > 0 ? dice.pick(known.cursors) : 'x'),
      limit: () => dice.pick(['1', '2', '50', '500', '0', '10000']),
      asOf: () => dice.pick(['0', '1', known.target.now(), '2026-02-01T00:00:00Z', '999999999', 'x']),
      after: () => dice.pick(['0000000000000001', '0000000000000000', '7', 'x', '99999999999999999999']),
      definition: () => dice.pick(definitions),
      from: day,
      to: day,
      bucket: () => dice.pick(['hour', 'day', 'week', 'month', 'year']),
      by: () => dice.pick(['service', 'priority', 'group', 'source.priority', 'nope']),
      exact: () => dice.pick(['true', 'false', 'maybe']),
      part: () => dice.pick(['measured', 'open', 'excluded', 'stock', 'hit', 'nope']),
      value: () => dice.pick([...known.services, '', 'P1']),
      text: () => dice.pick(['fuzz', 'service 1', '"', '*']),
    };
    return (ways[name] ?? (() => hostileText(dice).toWellFormed()))();
  }

  private body({ body: schema }: Operation, values: Values, spoilt: boolean, canary: string | null): string | undefined {
    const { dice } = this;
    if (schema === null) return spoilt ? dice.pick(['{"a":1}', '[]', '{', '{}']) : dice.pick([undefined, '{}']);
    const body = values.object(schema);
    if ('policy' in body && dice.chance(0.8)) body['policy'] = dice.pick(policies[this.kind]!);
    if (!spoilt) return JSON.stringify(body);
    const texts = Object.keys(body).filter((name) => typeof body[name] === 'string');
    if (texts.length > 0 && dice.chance(0.5)) body[dice.pick(texts)] = canary;
    return damaged(dice, body);
  }

  private headers({ method, path }: Operation, known: Known): Record<string, string> {
    const { dice } = this;
    const headers: Record<string, string> = {};
    if (method === 'POST') Object.assign(headers, { 'content-type': 'application/json', 'idempotency-key': `${known.tenant}-${dice.int(1e9)}-${dice.int(1e9)}` });
    if (method === 'POST' && path.includes(':') && dice.chance(0.85)) headers['if-match'] = dice.chance(0.9) ? '*' : `"${dice.int(6)}"`;
    if (known.tokens.length > 0 && dice.chance(0.1)) headers['firebreak-consistency'] = dice.pick(known.tokens);
    return headers;
  }
}
