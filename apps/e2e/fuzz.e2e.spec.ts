import { errorTable } from '@firebreak/http';
import { Campaign } from './fuzz/campaign';
import { Dice } from './fuzz/dice';
import { Grammar } from './fuzz/grammar';
import { furnish, type Known } from './fuzz/known';
import type { Reconciled } from './fuzz/ledger';
import { life } from './fuzz/lives';
import { operationsOf, type Operation } from './testing/api-document';
import { rowsAfter, headOf } from './fuzz/recorded';
import { isInProcess, traceOf } from './testing/problems';
import { atAddress, inProcess, openWorld, type AnyTarget, type World } from './testing/world';

const requests = Number(process.env['FUZZ_REQUESTS'] ?? (atAddress ? 2_000 : 3_000));
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const atOnce = 64;

const namesOf = (value: object): readonly string[] => Reflect.ownKeys(value).map(String).sort();
const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype, Error.prototype, Promise.prototype];

let world: World<AnyTarget>;
let operations: readonly Operation[];
let tenants: readonly [Known, Known];
let grammar: Grammar;
let campaign: Campaign;
let firstRow: string | null;
let before: readonly (readonly string[])[];
beforeAll(async () => {
  before = prototypes.map(namesOf);
  world = await openWorld({ http: { commandRate: null } });
  operations = await operationsOf(world.target);
  tenants = [await furnish(world, world.tenant), await furnish(world, world.otherTenant)];
  await world.target.caughtUp();
  firstRow = await headOf(world.target);
  grammar = new Grammar(new Dice(seed), operations, tenants);
  campaign = new Campaign(grammar);
  await campaign.run(requests, atOnce);
}, 1_800_000);
afterAll(() => world.target.stop());

const reconciled = async (): Promise<Reconciled> => campaign.ledger.reconcile(await rowsAfter(world, firstRow));

describe(`${requests} requests of people who are allowed to send them (FUZZ_SEED=${seed})`, () => {
  it('are answered as the error table has it, and nothing else is told', () => {
    expect(campaign.tally.faults).toEqual([]);
    expect(campaign.tally.sent).toBe(requests);
  });

  it('reach a decision often enough', () => {
    expect(campaign.tally.decisions / campaign.tally.sent).toBeGreaterThanOrEqual(0.3);
  });

  it('get to every route', () => {
    const asked = new Set([...campaign.tally.outcomes.keys()].map((each) => each.split(' ').slice(0, 2).join(' ')));
    expect(operations.map(({ method, path }) => `${method} ${path}`).filter((each) => !asked.has(each))).toEqual([]);
  });

  it('take incidents through their whole lives', () => {
    const done = (path: string): number => campaign.tally.outcomes.get(`POST ${path} appended`) ?? 0;
    expect(['/v1/incidents', ...life.map((verb) => `/v1/incidents/:id/${verb}`)].filter((path) => done(path) === 0)).toEqual([]);
  });

  it('leave in the store what was answered and nothing else', async () => {
    const { faults, events } = await reconciled();
    expect(faults.slice(0, 20)).toEqual([]);
    expect(events).toBeGreaterThanOrEqual(campaign.tally.appended);
  });

  inProcess('the store of a service has no commits of its own')('share their commits', () => {
    if (!isInProcess(world.target)) return;
    const { appends, commits } = world.target.standalone.store.stats();
    expect(appends / commits).toBeGreaterThan(1.5);
  });

  it('leave every prototype as it was', () => {
    expect(prototypes.map(namesOf)).toEqual(before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('stop no loop and park no stream', async () => {
    await world.target.caughtUp();
    const own = isInProcess(world.target) ? [''] : ['/incident-service', '/analytics-service', '/problem-service'];
    for (const { administrator } of [world.people, world.strangers]) {
      for (const prefix of own) expect((await administrator.get(`${prefix}/v1/admin/parked`)).body).toMatchObject({ items: [] });
    }
    expect((await world.target.request({ method: 'GET', url: '/health/ready' })).status).toBe(200);
    if (!isInProcess(world.target)) return;
    expect(world.target.log.filter(({ loop }) => loop !== undefined)).toEqual([]);
    expect([...world.target.standalone.runtime.failures.values()].filter(({ failures }) => failures > 0)).toEqual([]);
    expect(world.target.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('change nothing at all where only reads, repeats and refusals are left', async () => {
    const digest = await traceOf(world.target);
    const quiet = new Campaign(grammar);
    const repeats = [...campaign.accepted];
    await quiet.run(Math.max(300, requests / 20), atOnce, (n) => {
      const repeat = repeats[n];
      if (repeat) return repeat;
      return n % 3 === 0 ? grammar.next(n, ({ method }) => method === 'GET') : grammar.foreign(n);
    });
    expect(quiet.tally.faults).toEqual([]);
    expect(await traceOf(world.target)).toBe(digest);
  });

  it('are told of in numbers', async () => {
    const { tally } = campaign;
    const { events, byTimers, numberBlocks } = await reconciled();
    const stats = isInProcess(world.target) ? world.target.standalone.store.stats() : {};
    const codes = new Set([...tally.outcomes.keys()].map((each) => each.split(' ')[2]!).filter((each) => Object.hasOwn(errorTable, each)));
    const line = { seed, sent: tally.sent, decisions: tally.decisions, appended: tally.appended, events, byTimers, numberBlocks, ...stats, codes: codes.size, statuses: Object.fromEntries([...tally.statuses].sort()) };
    if (process.env['FUZZ_REQUESTS'] || !isInProcess(world.target)) process.stdout.write(`${JSON.stringify(line)}\n`);
    expect(codes.size).toBeGreaterThan(20);
  });
});
