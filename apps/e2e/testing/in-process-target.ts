import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock, type FixedClock } from '@firebreak/event-sourcing-testing';
import { startStandalone, type Standalone, type StandaloneOptions } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { parsed, type Target } from './target';

export interface InProcessOptions {
  /** A fresh one where absent; a given one is left behind. */
  readonly dir?: string;
  readonly clock?: FixedClock;
  readonly http?: StandaloneOptions['http'];
}

export interface InProcessTarget extends Target {
  readonly shape: 'in-process';
  readonly dir: string;
  readonly clock: FixedClock;
  readonly standalone: Standalone;
  /** Log lines so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

export const temporaryFolder = (): string => mkdtempSync(path.join(tmpdir(), 'firebreak-e2e-'));

/** The standalone in this process, on a clock that stands still until it is moved. */
export const openInProcess = async ({ dir: given, clock = fixedClock(), http = {} }: InProcessOptions = {}): Promise<InProcessTarget> => {
  const dir = given ?? temporaryFolder();
  const log: Readonly<Record<string, unknown>>[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line) => void log.push(JSON.parse(line) as Readonly<Record<string, unknown>>) } });
  const standalone = await startStandalone({ dir, logger, clock, http });
  const { app, runtime, tokens } = standalone;
  return {
    shape: 'in-process',
    dir,
    clock,
    standalone,
    log,
    request: async ({ method, url, headers = {}, body }) => {
      const answer = await app.inject({ method: method as 'GET', url, headers, ...(body === undefined ? {} : { payload: body }) });
      return { status: answer.statusCode, headers: answer.headers as Record<string, string | undefined>, text: answer.body, body: parsed(answer.body) };
    },
    tokenFor: async ({ id, tenant, roles }) => (await tokens.issue({ sub: id, tenant, roles, ttlSeconds: 80 * 86_400 })).token,
    now: () => clock.now(),
    caughtUp: () => runtime.whenCaughtUp(),
    stop: async () => {
      await standalone.stop();
      if (given === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
};
