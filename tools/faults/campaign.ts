import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyFile } from '@firebreak/event-store-sqlite';
import { LocalTokens, type Role } from '@firebreak/identity';
import { failpointNames, openDataFolder, seededRandom, systemClock, systemIds } from '@firebreak/standalone';
import { ask, settledFigures } from './ask';
import { clients, type Target } from './load';
import { figuresOf, judgeCommands, storedRows } from './oracle';
import { kill, startServer, stop, type Server } from './server';

export interface CampaignOptions {
  readonly seed: number;
  /** Kills at each named failpoint. */
  readonly perFailpoint: number;
  /** Kills at random times. */
  readonly random: number;
  readonly clients?: number;
  readonly say?: (text: string) => void;
}

export interface CampaignResult {
  readonly seed: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly events: number;
  readonly refused: readonly string[];
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly holes: readonly string[];
  readonly broken: string | null;
  readonly figuresWrong: readonly string[];
}

const roles: Readonly<Record<string, readonly Role[]>> = {
  'desk-1': ['service-desk'],
  'resolver-1': ['resolver'],
  'caller-1': ['caller'],
  admin: ['administrator', 'incident-manager', 'auditor'],
};

const tokensFor = (dir: string): ((actor: string) => Promise<string>) => {
  const issued = new Map<string, Promise<string>>();
  const { keys } = openDataFolder(dir);
  const opened = LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [keys.signing], clock: systemClock, ids: systemIds });
  return (actor) => {
    const known = issued.get(actor) ?? opened.then((tokens) => tokens.issue({ sub: actor, tenant: 'default', roles: roles[actor]!, ttlSeconds: 86_400 })).then(({ token }) => token);
    issued.set(actor, known);
    return known;
  };
};

const registerEstate = async (target: Target): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await ask(target, 'POST', '/v1/services', { key: `service-${n}` });
  await ask(target, 'POST', '/v1/groups', { key: 'group-1', members: ['resolver-1'] });
};

const schedule = ({ perFailpoint, random: randomKills }: CampaignOptions, random: () => number): readonly (string | null)[] => {
  const named = failpointNames.flatMap((name) => Array.from({ length: perFailpoint }, () => `${name}:${1 + Math.floor(random() * 60)}`));
  const all = [...named, ...Array.from({ length: randomKills }, () => null)];
  for (let n = all.length - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    [all[n], all[other]] = [all[other]!, all[n]!];
  }
  return all;
};

const diedAtStart = (error: Error): null => {
  if (!error.message.includes('SIGKILL')) throw error;
  return null;
};

const longestRoundMs = 8_000;

/** Kills a server under load again and again, then compares what it says with what is stored and what was acknowledged. */
export const runCampaign = async (options: CampaignOptions): Promise<CampaignResult> => {
  const { seed, say = () => undefined } = options;
  const random = seededRandom(seed);
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-faults-'));
  const load = clients(options.clients ?? 12, random, `c${seed}`);
  const kills: Record<string, number> = {};
  const plan = schedule(options, random);
  let tokenOf: Target['tokenOf'] = () => Promise.reject(new Error('not started'));
  let server: Server = await startServer(dir, null);
  try {
    tokenOf = tokensFor(dir);
    await registerEstate({ url: server.url, tokenOf });
    await stop(server);
    for (const [round, failpoint] of plan.entries()) {
      const name = failpoint?.split(':')[0] ?? 'random';
      kills[name] = (kills[name] ?? 0) + 1;
      const begun = await startServer(dir, failpoint).catch(diedAtStart);
      // A failpoint of the read models may be passed while it still catches up.
      if (begun === null) continue;
      server = begun;
      const over = new AbortController();
      const death = failpoint === null ? 50 + random() * 1_500 : longestRoundMs;
      const timer = setTimeout(() => void kill(server), death);
      void server.ended.then(() => over.abort());
      await load.run({ url: server.url, tokenOf }, over.signal);
      const how = await kill(server);
      clearTimeout(timer);
      if ((round + 1) % 10 === 0) say(`${round + 1} of ${plan.length} kills, ${load.acknowledged.length} commands acknowledged (${how})`);
    }
    server = await startServer(dir, null);
    const file = path.join(dir, 'events.db');
    const rows = storedRows(file);
    const { firstBreak } = await verifyFile(file);
    const figuresWrong = await settledFigures({ url: server.url, tokenOf }, figuresOf(rows));
    const judged = judgeCommands(rows, load.acknowledged);
    const broken = firstBreak ? `${firstBreak.what} at ${firstBreak.position}` : null;
    return { seed, kills, acknowledged: load.acknowledged.length, events: rows.length, refused: load.refused, ...judged, broken, figuresWrong };
  } finally {
    await kill(server);
    rmSync(dir, { recursive: true, force: true });
  }
};
