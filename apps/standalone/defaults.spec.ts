import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock, storyStart, type FixedClock } from '@firebreak/event-sourcing-testing';
import { createLogger } from '@firebreak/telemetry';
import { sendAs, type Send } from './in-process-client';
import { localOperator, startStandalone, type Standalone } from './start-standalone';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-defaults-'));
const log: Record<string, unknown>[] = [];
let clock: FixedClock;
let standalone: Standalone;
let send: Send;
beforeAll(async () => {
  clock = fixedClock();
  const logger = createLogger({ level: 'warn', destination: { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) } });
  standalone = await startStandalone({ dir: folder, clock, logger, http: { docs: false, monotonic: () => 0 } });
  send = await sendAs(standalone, localOperator);
});
afterAll(async () => {
  await standalone.stop();
  rmSync(folder, { recursive: true, force: true });
});

const skews = async (): Promise<string | undefined> => {
  const answer = await standalone.app.inject({ url: '/metrics', headers: { authorization: `Bearer ${(await standalone.tokens.issue({ sub: 'u-1', tenant: 'default', roles: localOperator.roles, ttlSeconds: 3_600 })).token}` } });
  return /^firebreak_clock_skew_total (\d+)$/m.exec(answer.body)?.[1];
};

it('a clock that goes back is noticed, and time in a stream does not go back with it', async () => {
  const logged = await send('POST', '/v1/incidents', { title: 'Mail is down', source: 'desk', channel: 'phone', caller: 'person-1' });
  const { id } = logged.body as { id: string };
  const note = (text: string): Promise<{ status: number }> => send('POST', `/v1/incidents/${id}/add-note`, { text, audience: 'public' }, { 'if-match': '*' });
  expect([(await note('first')).status, await skews()]).toEqual([200, '0']);
  clock.advance(-1_000);
  expect([(await note('second')).status, await skews()]).toEqual([200, '1']);
  const events = await standalone.store.readStream(`incident-default.${id}`);
  expect((JSON.parse(events.at(-1)!.metadata) as { recordedAt: string }).recordedAt).toBe(storyStart);
  clock.advance(2_000);
  expect([(await note('third')).status, await skews()]).toEqual([200, '1']);
});

it('who guesses by the thousand is slowed down, who has a token is not', async () => {
  const guess = async (): Promise<number> => (await standalone.app.inject({ url: '/v1/incidents', headers: { authorization: 'Bearer a.b.c' } })).statusCode;
  const statuses = [];
  for (let n = 0; n < 2_001; n += 1) statuses.push(await guess());
  expect([new Set(statuses.slice(0, 2_000)), statuses.at(-1)]).toEqual([new Set([401]), 429]);
  for (let n = 0; n < 50; n += 1) expect((await send('GET', '/v1/incidents')).status).toBe(200);
  expect(log.filter(({ audit }) => audit === 'throttled')).toEqual([expect.objectContaining({ security: true, address: '127.0.0.1', status: 401 })]);
});
