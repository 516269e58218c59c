import { fixedClock } from '@firebreak/event-sourcing-testing';
import type { Role } from '@firebreak/identity';
import { exampleOf, operationsOf, type Operation } from '../testing/api-document';
import { personOf, type Person } from '../testing/people';
import { leavingNoTrace, verdict } from '../testing/problems';
import { row } from '../testing/rows';
import { logBody, logged, started, then, type Told } from '../testing/stories';
import { command, openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
let operations: readonly Operation[];
/** Of the default tenant; the other one has no incident with this number. */
let theirs: Told;
/** Of the other tenant. */
let own: Told;
beforeAll(async () => {
  // Past every time that an example names.
  world = await openWorld({ clock: fixedClock('2026-03-05T12:00:00.000Z') });
  operations = await operationsOf(world.target);
  for (const { administrator } of [world.people, world.strangers]) {
    await command(administrator, '/v1/services', { key: 'payments-api' });
    await command(administrator, '/v1/groups', { key: 'network', members: [world.people.resolver.id] });
  }
  await logged(world);
  theirs = await then(await started(world), world.people.resolver, 'link-incident', { incident: 'INC-1', relation: 'related' });
  const { body } = await command(world.strangers.desk, '/v1/incidents', logBody(world, { service: null }));
  const { id, number } = body as { id: string; number: string };
  own = { id, number, url: `/v1/incidents/${id}`, etag: '"0"', consistency: '' };
  await world.target.caughtUp();
});
afterAll(() => world.target.stop());

/** Somebody of another tenant who has every role of a route, and even the name of the person who may. */
type Side = 'default' | 'other';
const tenantOf = (side: Side): string => (side === 'default' ? world.tenant : world.otherTenant);
const double = ({ roles }: Operation, side: Side): Person => personOf(world.target, { id: world.people.resolver.id, tenant: tenantOf(side), roles: roles as readonly Role[] });
const commands = (): readonly Operation[] => operations.filter(({ method, path }) => method === 'POST' && path.startsWith('/v1/incidents/:id/'));
const bodyOf = ({ body }: Operation): object => (body ? (exampleOf(body) as object) : {});
const sent = (operation: Operation, side: Side, id: string, body: object = bodyOf(operation)): Promise<string> =>
  double(operation, side).post(operation.path.replace(':id', id), body, { 'if-match': '*' }).then(verdict);

describe('an id of another tenant', () => {
  row(5, 'in the path of every command is the id of nothing', async () => {
    expect(commands().length).toBeGreaterThan(20);
    await leavingNoTrace(world.target, async () => {
      const spellings = [theirs.id, theirs.id.toUpperCase(), theirs.number, theirs.number.toLowerCase()];
      const swapped = await Promise.all(
        commands().flatMap((operation) => spellings.map(async (id) => `${operation.path} ${await sent(operation, 'other', id, { ...bodyOf(operation), ...('incident' in bodyOf(operation) ? { incident: own.id } : {}) })}`)),
      );
      expect(swapped.filter((each) => !each.endsWith('404 not-found'))).toEqual([]);
      const back = await Promise.all(commands().map(async (operation) => `${operation.path} ${await sent(operation, 'default', own.id, { ...bodyOf(operation), ...('incident' in bodyOf(operation) ? { incident: theirs.id } : {}) })}`));
      expect(back.filter((each) => !each.endsWith('404 not-found'))).toEqual([]);
    });
  });

  row(5, 'is what is refused there, for with an own one every command gets to its decision', async () => {
    const answers: string[] = [];
    // One after the other: so many at once on one incident may rightly be told of each other.
    for (const operation of commands()) {
      const naming = 'incident' in bodyOf(operation) ? { incident: own.number } : {};
      answers.push(`${operation.path} ${await sent(operation, 'other', own.id, { ...bodyOf(operation), ...naming })}`);
    }
    expect(answers.filter((each) => !/ (200|403 not-permitted|409 invalid-transition|409 already-resolved|422 (missing-data|link-to-self|time-order|follow-up-out-of-range))$/.test(each))).toEqual([]);
  });

  row(5, 'in the body of every command that names an incident is the id of nothing', async () => {
    const naming = operations.flatMap((operation) => Object.keys(operation.body?.properties ?? {}).flatMap((field) => (['incident', 'reopens'].includes(field) ? [{ operation, field }] : [])));
    expect(naming.map(({ operation, field }) => `${operation.path} ${field}`)).toEqual(['/v1/incidents reopens', '/v1/incidents/:id/link-incident incident', '/v1/incidents/:id/unlink-incident incident']);
    await leavingNoTrace(world.target, async () => {
      const swapped = naming.flatMap(({ operation, field }) =>
        [theirs.id, theirs.id.toUpperCase(), theirs.number].map((id) => sent(operation, 'other', own.id, { ...bodyOf(operation), [field]: id })),
      );
      expect(await Promise.all(swapped)).toEqual(swapped.map(() => '404 not-found'));
    });
  });

  row(5, 'in the path of every read is the id of nothing', async () => {
    const reads = operations.filter(({ method, path }) => method === 'GET' && /\/v1\/(incidents|services|groups|imports)\/:/.test(path));
    expect(reads).toHaveLength(4);
    const started = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: [] });
    const ids: Readonly<Record<string, string>> = {
      '/v1/incidents/:id': theirs.id,
      '/v1/services/:key': ((await world.people.auditor.get(`/v1/services/${world.service}`)).body as { id: string }).id,
      '/v1/groups/:key': ((await world.people.auditor.get(`/v1/groups/${world.group}`)).body as { id: string }).id,
      '/v1/imports/:id': (started.body as { id: string }).id,
    };
    for (const operation of reads) {
      const url = operation.path.replace(/:[a-z]+/, ids[operation.path]!);
      expect([url, verdict(await double(operation, 'default').get(url)), verdict(await double(operation, 'other').get(url))]).toEqual([url, '200', '404 not-found']);
    }
  });

  row(5, 'of a service or a group is the id of nothing in every command', async () => {
    const entry = async (kind: string, key: string): Promise<string> => ((await world.people.auditor.get(`/v1/${kind}/${key}`)).body as { id: string }).id;
    const ids: Readonly<Record<string, string>> = { services: await entry('services', world.service), groups: await entry('groups', world.group) };
    const written = operations.filter(({ method, path }) => method === 'POST' && /^\/v1\/(services|groups)\/:/.test(path));
    expect(written).toHaveLength(5);
    await leavingNoTrace(world.target, async () => {
      for (const operation of written) {
        const url = operation.path.replace(':key', ids[operation.path.split('/')[2]!]!);
        expect([url, verdict(await double(operation, 'other').post(url, bodyOf(operation), { 'if-match': '*' }))]).toEqual([url, '404 not-found']);
      }
    });
  });

  row(5, 'of a service or a group, as a name, is the name of nothing', async () => {
    const secret = `secret-${world.run}`;
    await command(world.people.administrator, '/v1/services', { key: secret });
    await command(world.people.administrator, '/v1/groups', { key: secret, members: [] });
    await world.target.caughtUp();
    const naming = commands().flatMap((operation) => Object.keys(operation.body?.properties ?? {}).flatMap((field) => (['service', 'group'].includes(field) ? [{ operation, field }] : [])));
    expect(naming.length).toBeGreaterThan(2);
    await leavingNoTrace(world.target, async () => {
      for (const { operation, field } of naming) {
        expect([operation.path, await sent(operation, 'other', own.id, { ...bodyOf(operation), [field]: secret })]).toEqual([operation.path, `422 unknown-${field}`]);
      }
    });
  });
});
