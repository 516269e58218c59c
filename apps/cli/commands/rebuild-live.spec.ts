import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localOperator, sendAs, startStandalone, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { auditReadModel, listReadModels, startRebuild, switchReadModel } from './rebuild-live';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-rebuild-live-'));
const place = { dir: folder };
let standalone: Standalone;
let said: jest.SpyInstance;

beforeAll(async () => {
  standalone = await startStandalone({ dir: folder, logger: createLogger({ level: 'silent' }), http: { docs: false } });
  await standalone.listen(0);
  const send = await sendAs(standalone, localOperator);
  for (const title of ['Mail is down', 'Mail is slow']) await send('POST', '/v1/incidents', { title, source: 'desk', channel: 'phone', caller: 'person-1' });
  await standalone.runtime.whenCaughtUp();
});
afterAll(async () => {
  await standalone.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const text = (): string => said.mock.calls.map(([line]) => String(line)).join('');

it('makes one again while the server runs, waits to be told, switches and goes back', async () => {
  await startRebuild(place, 'incident-views', { manual: true, wait: true });
  expect(text()).toBe('incident-views is verified; `firebreak rebuild switch incident-views` makes it the live one\n');
  said.mockClear();
  await startRebuild(place, 'incident-views', { manual: true, wait: false });
  expect(text()).toMatch(/^incident-views: verified 2\/2; /);
  said.mockClear();
  await switchReadModel(place, 'incident-views', 'switch', { wait: true });
  expect(text()).toBe('incident-views: generation 2 is live, generation 1 is kept for a roll-back\n');
  said.mockClear();
  await listReadModels(place, undefined, { json: false });
  expect(text()).toMatch(/incident-views .* store: incident .* incident-list, incident-due .* 2 .* idle .* 1 until /);
  await switchReadModel(place, 'incident-views', 'roll-back', { wait: true });
  said.mockClear();
  await switchReadModel(place, 'incident-views', 'drop', { wait: true });
  expect(text()).toBe('incident-views: generation 1 is live\n');
}, 60_000);

it('says whether one is complete', async () => {
  await auditReadModel(place, 'analytics', { json: false });
  const [, documents, source] = /documents ([0-9a-f]{64})\n.*source {4}([0-9a-f]{64})/.exec(text())!;
  expect(documents).toBe(source);
  expect(text()).toContain('incident-facts: 2 documents of 2 streams');
});

it('asks again where the audit takes long', async () => {
  const warned = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(standalone.runtime.rebuilds, 'auditWithin').mockResolvedValueOnce(null);
  await auditReadModel(place, 'analytics', { json: false });
  expect(warned.mock.calls.map(([line]) => String(line)).join('')).toContain('analytics is being audited');
  expect(text()).toContain('incident-facts: 2 documents of 2 streams');
});

it('says what stands against it', async () => {
  await expect(switchReadModel(place, 'analytics', 'roll-back', { wait: true })).rejects.toThrow('nothing-to-roll-back-to');
  await expect(startRebuild(place, 'nobody', { manual: false, wait: true })).rejects.toThrow('unknown-projection');
});
