import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEventCodec, event, type DomainEvent } from '@firebreak/event-sourcing';
import { startStandalone, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { listParked, listSkipped, retryParked, skipParked } from './parked';

type FromTheFuture = DomainEvent<'IncidentTeleported', { readonly to: string }>;
const codec = createEventCodec<FromTheFuture>({ IncidentTeleported: { personal: [] } });
const stream = 'incident-default.10000000-0000-4000-8000-000000000001';

let dir: string;
let standalone: Standalone;
let said: string[];
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'firebreak-parked-'));
  standalone = await startStandalone({ dir, logger: createLogger({ level: 'silent' }), http: { docs: false } });
  await standalone.listen(0);
  const now = standalone.clock.now();
  const meta = { tenant: 'default', actor: { id: 'u-1', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now, idempotency: null } as const;
  await standalone.store.append(stream, -1, codec.prepare({ stream, revision: -1, lastHash: null, lastRecordedAt: null }, meta, [event('IncidentTeleported', { to: 'mars' })]));
  await standalone.runtime.whenCaughtUp();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
beforeEach(() => void (said = []));
afterAll(async () => {
  jest.restoreAllMocks();
  await standalone.stop();
  rmSync(dir, { recursive: true });
});

describe('firebreak parked', () => {
  const place = (): { dir: string } => ({ dir });
  const projection = 'incident-list';

  it('lists what is parked, as a table and as JSON', async () => {
    await listParked(place(), { json: false, projection });
    expect(said.join('')).toMatch(/Read model.*Stream.*At.*Reason/);
    expect(said.join('')).toMatch(new RegExp(`${projection}.*${stream}.*0.*malformed.*unknown-event-type`));
    said = [];
    await listParked(place(), { json: true, projection });
    expect(JSON.parse(said.join(''))).toEqual([expect.objectContaining({ projection, stream, revision: 0, reason: 'malformed', error: 'unknown-event-type: IncidentTeleported', record: null })]);
  });

  it('tries again and says that it is parked still', async () => {
    await retryParked(place(), projection, stream);
    expect(said.join('')).toContain(`${stream} is parked still`);
  });

  it('skips nothing that was not looked at', async () => {
    await expect(skipParked(place(), projection, stream, { at: 1, reason: 'not ours' })).rejects.toThrow(/not-parked-there.*is at 0/);
    await expect(skipParked(place(), projection, `${stream}0`, { at: 0, reason: 'not ours' })).rejects.toThrow('not-found');
  });

  it('skips with a reason, and shows it from then on', async () => {
    await skipParked(place(), projection, stream, { at: 0, reason: 'not ours' });
    expect(said.join('')).toContain(`${stream} goes on`);
    said = [];
    await listSkipped(place(), { json: false, projection });
    expect(said.join('')).toMatch(new RegExp(`${projection}.*${stream}.*0.*not ours.*unknown-event-type.*command-line`));
    said = [];
    await listParked(place(), { json: false, projection });
    expect(said.join('')).toBe('nothing is parked\n');
  });
});
