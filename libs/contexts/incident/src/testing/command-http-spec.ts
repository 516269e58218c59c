import type { Actor } from '@firebreak/event-sourcing';
import { requestSchema } from '@firebreak/http';
import type { Type as Class } from '@nestjs/common';
import type { IncidentEvent } from '../domain/incident-events';
import { auditor } from './incident-actors';
import { incidentApp, type HttpAnswer, type IncidentApp, type ToldIncident } from './incident-app';
import type { Told } from './incident-builders';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
}

const exampleIn = ({ examples, properties, items }: Schema): unknown => {
  if (examples) return examples[0];
  if (items) return [exampleIn(items)];
  if (!properties) return undefined;
  const known = Object.entries(properties).map(([name, schema]) => [name, exampleIn(schema)] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
};

/** The body that the documentation of a request class shows. */
export const exampleOf = (request: Class<unknown>): Record<string, unknown> => exampleIn(requestSchema(request) as Schema) as Record<string, unknown>;

export interface Refusal {
  readonly status: 403 | 404 | 409 | 422;
  readonly code: string;
  readonly as?: Actor;
  readonly history?: readonly Told[];
  /** Instead of the example's fields. */
  readonly body?: object;
}

export interface CommandHttpSpec {
  readonly verb: string;
  readonly request: Class<unknown>;
  /** An incident that takes the example. */
  readonly history: readonly Told[];
  /** What else the example names. */
  readonly prepare?: (app: IncidentApp) => Promise<unknown>;
  /** Who may. */
  readonly as: Actor;
  /** What is recorded. */
  readonly events: readonly IncidentEvent['type'][];
  /** Some of the last event's data. */
  readonly data?: object;
  readonly requiresIfMatch?: boolean;
  /** Whose role is not let in; the auditor unless told. */
  readonly keptOut?: Actor;
  readonly refusals: readonly Refusal[];
  /** Fields of the body with a wrong value and the code that says so; none for a command without a body. */
  readonly wrong: readonly (readonly [field: string, value: unknown, code: string])[];
}

/** What every command's route promises, asked with the example of its own documentation. */
export const commandHttpSpec = (spec: CommandHttpSpec, more: (app: () => IncidentApp) => void = () => undefined): void => {
  const { verb, request, history, prepare, as, events, data = {}, requiresIfMatch = false, keptOut = auditor, refusals, wrong } = spec;
  const example = exampleOf(request);
  let app: IncidentApp;
  beforeAll(async () => {
    app = await incidentApp();
    await prepare?.(app);
  });
  afterAll(() => app.stop());

  const send = (incident: ToldIncident, who: Actor, body: object = example, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    app.as(who).post(`${incident.url}/${verb}`, body, { ...(requiresIfMatch ? { 'if-match': incident.etag } : {}), ...headers });
  const told = (): Promise<ToldIncident> => app.tell(history);
  const added = async ({ stream }: ToldIncident, since: number): Promise<readonly string[]> => (await app.events(stream)).slice(since).map(({ type }) => type);

  describe(`POST /v1/incidents/{id}/${verb}`, () => {
    it('takes its own example and says where the record stands', async () => {
      const incident = await told();
      const answer = await send(incident, as);
      const revision = history.length - 1 + events.length;
      expect(answer).toMatchObject({ status: 200, headers: { etag: `"${revision}"` }, body: { id: incident.id, number: expect.stringMatching(/^INC-\d+$/) as unknown, revision, outcome: 'appended' } });
      expect(answer.headers['firebreak-consistency']).toMatch(/^[\w-]+\.[\w-]+$/);
      expect(await added(incident, history.length)).toEqual(events);
      expect(JSON.parse((await app.events(incident.stream)).at(-1)!.data)).toMatchObject(data);
    });

    it('answers a repeat with the first answer and records nothing', async () => {
      const incident = await told();
      const first = await send(incident, as, example, { 'idempotency-key': 'once' });
      const again = await send(incident, as, example, { 'idempotency-key': 'once' });
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect(again).toMatchObject({ status: 200, headers: { etag: first.headers['etag'], 'idempotency-replayed': 'true' }, body: { outcome: 'replayed' } });
      expect(await added(incident, history.length)).toEqual(events);
    });

    it('honours If-Match', async () => {
      const incident = await told();
      const stale = await send(incident, as, example, { 'if-match': '"99"' });
      expect(stale).toMatchObject({ status: 412, body: { code: 'revision-mismatch', current: history.length - 1 } });
      const without = await app.as(as).post(`${incident.url}/${verb}`, example);
      expect(without).toMatchObject(requiresIfMatch ? { status: 428, body: { code: 'precondition-required' } } : { status: 200 });
      expect(await added(incident, history.length)).toEqual(requiresIfMatch ? [] : events);
    });

    it('keeps out who has none of its roles', async () => {
      const answer = await send(await told(), keptOut);
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden-role' } });
    });

    it.each(refusals.map((refusal) => [refusal.code, refusal.as?.id ?? as.id, refusal] as const))('refuses with %s to %s', async (code, _who, refusal) => {
      const incident = await app.tell(refusal.history ?? history);
      const answer = await send(incident, refusal.as ?? as, { ...example, ...refusal.body });
      expect(answer).toMatchObject({ status: refusal.status, body: { code } });
      expect(await added(incident, (refusal.history ?? history).length)).toEqual([]);
    });

    if (wrong.length === 0) {
      it('has no fields', async () => {
        const answer = await send(await told(), as, { note: 'of no use' });
        expect(answer).toMatchObject({ status: 422, body: { code: 'unknown-property' } });
      });
    } else {
      it.each(wrong)('points at a wrong %s: %j', async (field, value, code) => {
        const incident = await told();
        const answer = await send(incident, as, { ...example, [field]: value });
        expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: `/${field}`, code }] } });
        expect(await added(incident, history.length)).toEqual([]);
      });
    }

    more(() => app);
  });
};
