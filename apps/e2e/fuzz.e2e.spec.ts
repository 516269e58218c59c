import { errorTable } from '@firebreak/http';
import { Campaign } from './fuzz/campaign';
import { Dice } from './fuzz/dice';
import { Grammar } from './fuzz/grammar';
import { furnish, type Known } from './fuzz/known';
import type { Reconciled } from './fuzz/ledger';
import { life } from './fuzz/lives';
import { operationsOf, type Operation } from './testing/api-document';
import { digestOf } from './testing/problems';
import { inProcessWorld, type World } from './testing/world';
import type { InProcessTarget } from './testing/in-process-target';

const requests = Number(process.env['FUZZ_REQUESTS'] ?? 3_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const atOnce = 64;

const namesOf = (value: object): readonly string[] => Reflect.ownKeys(value).map(String).sort();
const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype, Error.prototype, Promise.prototype];

let world: World<InProcessTarget>;
let operations: readonly Operation[];
let tenants: readonly [Known, Known];
let grammar: Grammar;
let campaign: Campaign;
let firstRow: number;
let before: readonly (readonly string[])[];
beforeAll(async () => {
  before = prototypes.map(namesOf);
  world = await inProcessWorld({ http: { commandRate: null } });
  operations = await operationsOf(world.target);
  tenants = [await furnish(world, 'default'), await furnish(world, 'other')];
  await world.target.caughtUp();
  firstRow = world.target.standalone.store.rawFileHead().position;
  grammar = new Grammar(new Dice(seed), operations, tenants);
  campaign = new Campaign(grammar);
  await campaign.run(requests, atOnce);
}, 1_800_000);
afterAll(() => world.target.stop());

const reconciled = (): Reconciled => {
  const rows = [...world.target.standalone.store.rawRows()].filter(({ position }) => position > firstRow);
  return campaign.ledger.reconcile(rows);
};

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

  it('leave in the store what was answered and nothing else', () => {
    const { faults, events } = reconciled();
    expect(faults.slice(0, 20)).toEqual([]);
    expect(events).toBeGreaterThanOrEqual(campaign.tally.appended);
  });

  it('share their commits', () => {
    const { appends, commits } = world.target.standalone.store.stats();
    expect(appends / commits).toBeGreaterThan(1.5);
  });

  it('leave every prototype as it was', () => {
    expect(prototypes.map(namesOf)).toEqual(before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('stop no loop and park no stream', async () => {
    await world.target.caughtUp();
    expect(world.target.log.filter(({ loop }) => loop !== undefined)).toEqual([]);
    expect([...world.target.standalone.runtime.failures.values()].filter(({ failures }) => failures > 0)).toEqual([]);
    for (const { administrator } of [world.people, world.strangers]) expect((await administrator.get('/v1/admin/parked')).body).toMatchObject({ items: [] });
    expect((await world.target.request({ method: 'GET', url: '/health/ready' })).status).toBe(200);
    expect(world.target.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('change nothing at all where only reads, repeats and refusals are left', async () => {
    const digest = digestOf(world.target);
    const quiet = new Campaign(grammar);
    const repeats = [...campaign.accepted];
    await quiet.run(Math.max(300, requests / 20), atOnce, (n) => {
      const repeat = repeats[n];
      if (repeat) return repeat;
      return n % 3 === 0 ? grammar.next(n, ({ method }) => method === 'GET') : grammar.foreign(n);
    });
    expect(quiet.tally.faults).toEqual([]);
    expect(digestOf(world.target)).toBe(digest);
  });

  it('are told of in numbers', () => {
    const { tally } = campaign;
    const { events, byTimers, numberBlocks } = reconciled();
    const { appends, commits, conflicts } = world.target.standalone.store.stats();
    const codes = new Set([...tally.outcomes.keys()].map((each) => each.split(' ')[2]!).filter((each) => Object.hasOwn(errorTable, each)));
    const line = { seed, sent: tally.sent, decisions: tally.decisions, appended: tally.appended, events, byTimers, numberBlocks, appends, commits, conflicts, codes: codes.size, statuses: Object.fromEntries([...tally.statuses].sort()) };
    if (process.env['FUZZ_REQUESTS']) process.stdout.write(`${JSON.stringify(line)}\n`);
    expect(codes.size).toBeGreaterThan(20);
  });
});
