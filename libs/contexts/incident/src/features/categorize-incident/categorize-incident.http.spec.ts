import { commandHttpSpec } from '../../testing/command-http-spec';
import { desk, resolver } from '../../testing/incident-actors';
import type { HttpAnswer } from '../../testing/incident-app';
import { logged } from '../../testing/incident-builders';
import { newIncident, cancelledIncident } from '../../testing/incident-histories';
import { CategorizeIncidentRequest } from './categorize-incident.request';

commandHttpSpec({
  verb: 'categorize',
  request: CategorizeIncidentRequest,
  history: newIncident,
  as: desk,
  events: ['IncidentCategorized'],
  data: { category: 'network', subcategory: 'dns', service: 'payments-api', configurationItem: 'gw-01', taxonomyVersion: 0 },
  keptOut: resolver,
  refusals: [
    { status: 409, code: 'invalid-transition', history: cancelledIncident },
    { status: 422, code: 'unknown-service', body: { service: 'no-such-service' } },
  ],
  wrong: [
    ['category', undefined, 'required'],
    ['subcategory', 'x'.repeat(101), 'too-long'],
  ],
}, (app) => {
  it('answers a repeat as before, though the service is retired by now', async () => {
    await app().registered('service', 'fax');
    const { url } = await app().tell(newIncident);
    const send = (key: string): Promise<HttpAnswer> => app().as(desk).post(`${url}/categorize`, { category: 'network', service: 'fax' }, { 'idempotency-key': key });
    await send('before');
    await app().registered('service', 'fax', { retired: true });
    expect(await send('before')).toMatchObject({ status: 200, body: { outcome: 'replayed', revision: 1 } });
    expect(await send('after')).toMatchObject({ status: 422, body: { code: 'unknown-service' } });
  });

  it('keeps the service that was logged where the body names none, and takes it away where it says so', async () => {
    const { url, stream } = await app().tell([logged({ service: 'payments' })]);
    const last = async (): Promise<unknown> => (JSON.parse((await app().events(stream)).at(-1)!.data) as { service: unknown }).service;
    await app().as(desk).post(`${url}/categorize`, { category: 'network' });
    expect(await last()).toBe('payments');
    await app().as(desk).post(`${url}/categorize`, { category: 'network', service: null });
    expect(await last()).toBeNull();
  });
});
