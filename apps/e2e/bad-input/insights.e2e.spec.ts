import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandLine } from '../testing/command-line';
import { metric } from '../testing/figures';
import { isInProcess, leavingNoTrace, problemOf, verdict } from '../testing/problems';
import { row, rowEach } from '../testing/rows';
import { logged, then } from '../testing/stories';
import { openWorld, type AnyTarget, type World } from '../testing/world';
import { temporaryFolder } from '../testing/in-process-target';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

const get = async (url: string): Promise<string> => verdict(await world.people.manager.get(url));

const names = [
  'time-to-restore',
  'time-to-resolve',
  'time-to-acknowledge',
  'time-to-detect',
  'time-to-close',
  'frequency',
  'reopen-rate',
  'backlog',
] as const;

describe('a question about figures', () => {
  rowEach<readonly [string, string]>(
    33,
    'that has no answer',
    {
      'from after to': ['from=2026-03-02&to=2026-03-01', '422 invalid-range'],
      'a hundred years': ['from=1950-01-01&to=2050-01-01', '422 range-too-long'],
      'no day of the calendar': ['from=2026-02-30', '422 invalid-range'],
      'a time without a zone': ['from=2026-02-01T00:00:00', '422 invalid-range'],
      'the last year of all': ['to=%2B275760-09-13T00:00:00Z', '422 invalid-range'],
      words: ['from=yesterday', '422 invalid-range'],
      'no zone of this world': ['zone=Mars/Olympus', '422 invalid-zone'],
      'a zone that is a path': ['zone=../../etc/passwd', '422 invalid-zone'],
      'a bucket nobody knows': ['bucket=fortnight', '422 unknown-bucket'],
      'a dimension nobody knows': ['by=openedBy', '422 unknown-dimension'],
      'a dimension of every object': ['by=__proto__', '422 unknown-dimension'],
      'a definition nobody knows': ['definition=9', '422 unknown-definition'],
      'exact as a word': ['exact=perhaps', '400 invalid-parameter'],
      'a parameter nobody knows': ['percentile=99', '400 unknown-parameter'],
      'twice the same': ['by=service&by=group', '400 invalid-parameter'],
      'an operator': ['by[$ne]=service', '400 unknown-parameter'],
    },
    async ([query, expected]) => {
      for (const name of ['time-to-restore', 'frequency', 'backlog']) {
        expect([name, await get(`/v1/insights/${name}?${query}`)]).toEqual([name, expected]);
        expect([name, await get(`/v1/insights/${name}/incidents?${query}`)]).toEqual([name, expected]);
      }
    },
  );

  rowEach<string>(33, 'about no metric', { word: 'nope', prototype: '__proto__', constructor: 'constructor', spaces: '%20', long: 'x'.repeat(500) }, async (name) =>
    expect(await get(`/v1/insights/${name}`)).toBe('422 unknown-metric'),
  );

  row(33, 'about nothing is answered with 0 and null, never with NaN', async () => {
    for (const name of names) {
      const { total, buckets } = await metric(world, name, '&by=service');
      expect([name, total.figures.n, total.groups]).toEqual([name, 0, []]);
      for (const figures of [total.figures, ...buckets.map((bucket) => bucket.figures)]) {
        expect([name, JSON.stringify(figures).includes('NaN'), figures.meanMs ?? null, figures['ratio'] ?? null]).toEqual([name, false, null, null]);
      }
    }
  });

  row(33, 'about no time at all', async () => {
    const answer = await world.people.manager.get('/v1/insights/frequency?from=2026-03-01&to=2026-03-01');
    expect([answer.status, (answer.body as { buckets: unknown[] }).buckets]).toEqual([200, []]);
  });

  rowEach<string>(32, 'with a page of incidents that is none', { zero: 'limit=0', many: 'limit=501', cursor: 'cursor=x', part: 'part=nope' }, async (query) =>
    expect(await get(`/v1/insights/frequency/incidents?${query}`)).toMatch(/^(400 invalid-(parameter|cursor)|422 unknown-part)$/),
  );

  row(33, 'by a policy that cannot be', async () => {
    const publish = (body: object): Promise<string> => leavingNoTrace(world.target, () => world.people.administrator.post('/v1/policies/reporting/publish', body).then(verdict));
    const reason = 'We report in local time.';
    expect(await publish({ zones: ['Mars/Olympus'], defaults: {}, reason })).toBe('422 invalid-zone');
    expect(await publish({ zones: Array.from({ length: 9 }, () => 'UTC'), defaults: {}, reason })).toMatch(/^422 /);
    expect(await publish({ zones: [], defaults: { 'time-to-resolve': 'nope@1' }, reason })).toBe('422 unknown-definition');
    expect(await publish({ zones: [], defaults: { nope: '1' }, reason })).toBe('422 unknown-definition');
    expect(await publish({ zones: [7], defaults: {}, reason })).toMatch(/^422 /);
  });

  row(33, 'of which another tenant has no part', async () => {
    await logged(world);
    await world.target.caughtUp();
    expect((await metric(world, 'frequency', '&definition=opened@1')).total.figures.n).toBe(1);
    const theirs = await world.strangers.manager.get('/v1/insights/frequency?definition=opened@1&by=service');
    expect((theirs.body as { total: { figures: { n: number }; groups: unknown[] } }).total).toMatchObject({ figures: { n: 0 }, groups: [] });
  });

  row(4, 'by a caller, who sees incidents and no figures', async () => {
    const answer = await world.people.caller.get('/v1/insights/time-to-restore');
    expect([verdict(answer), String(problemOf(answer).role).includes('caller')]).toEqual(['403 forbidden-role', false]);
    expect(verdict(await world.people.caller.get('/v1/exports/incidents'))).toBe('403 forbidden-role');
  });
});

/** Of a standalone the folder, once nobody has it any more. */
const placeOf = async ({ target, people }: World<AnyTarget>, dir: string): Promise<readonly string[]> => {
  if (isInProcess(target)) return target.stop().then(() => ['--data', dir]);
  const tokenFile = path.join(dir, 'token');
  writeFileSync(tokenFile, await target.tokenFor(people.manager));
  return ['--url', target.url, '--token-file', tokenFile];
};

describe('an export for spreadsheets', () => {
  const formulas = ['=HYPERLINK("http://evil.example","x")', '+cmd|calc', '-2+3', '@SUM(1;1)'];

  row(19, 'has no cell that is a formula', async () => {
    const dir = temporaryFolder();
    const exported = await openWorld({ dir });
    for (const formula of formulas) {
      const told = await logged(exported, { externalId: formula, fingerprint: formula });
      await then(told, exported.people.desk, 'categorize', { category: formula, subcategory: formula, configurationItem: formula });
    }
    await exported.target.caughtUp();
    const { code, output } = await commandLine('export', 'incidents', '--format', 'csv', ...(await placeOf(exported, dir)));
    rmSync(dir, { recursive: true, force: true });
    expect(code).toBe(0);
    const cells = output.split('\r\n').slice(1, -1).map((line) => line.slice(1, -1).split('","'));
    expect(cells).toHaveLength(formulas.length);
    for (const formula of formulas) expect(output.split(`"'${formula.replaceAll('"', '""')}"`)).toHaveLength(6);
    expect(cells.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});
