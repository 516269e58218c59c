import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine, EngineOptions } from './engine';

/** An engine for the specs of one block, on a folder of its own that goes with it. */
export const usingEngine = (start: (options: EngineOptions) => Promise<Engine>): { readonly current: Engine } => {
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-engine-'));
  let engine: Engine;
  beforeAll(async () => {
    engine = await start({ dir });
  }, 180_000);
  afterAll(async () => {
    await engine.stop();
    rmSync(dir, { recursive: true });
  });
  return {
    get current() {
      return engine;
    },
  };
};
