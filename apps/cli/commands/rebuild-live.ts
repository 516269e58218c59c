import { InvalidArgumentError, type Command } from 'commander';
import Table from 'cli-table3';
import { setTimeout } from 'node:timers/promises';
import type { Client } from '../http-client';
import { data, placeOf, withAddress, type Place } from '../place';
import { CommandFailed, progressBar, say, warn } from '../say';
import { asked, within } from '../within';
import { rebuild } from './rebuild';

interface Generation {
  readonly generation: number;
  readonly lag: number | null;
  readonly done: number | null;
  readonly target: number | null;
}

interface ReadModel {
  readonly name: string;
  readonly source: string;
  readonly follows: readonly string[];
  readonly phase: 'idle' | 'building' | 'verified' | 'switching' | 'rolling-back';
  readonly projections: readonly { readonly name: string }[];
  readonly live: Generation;
  readonly building: Generation | null;
  readonly previous: Generation | null;
  readonly manual: boolean;
  readonly refusal: string | null;
  /** Of a server that does not say it there is none. */
  readonly verifyingSince?: string | null;
  readonly keptUntil: string | null;
}

interface Audit {
  readonly name: string;
  readonly generation: number;
  readonly isLive: boolean;
  readonly isComplete: boolean;
  readonly pending: number | null;
  readonly projections: readonly {
    readonly projection: string;
    readonly streams: number;
    readonly documents: number;
    readonly digest: { readonly documents: string; readonly source: string };
    readonly counts: Readonly<Record<string, number>>;
    readonly differences: readonly { readonly stream: string; readonly difference: string; readonly document: number | null; readonly source: number | null }[];
    readonly sample: { readonly streams: number; readonly different: readonly string[] };
  }[];
}

const lookEveryMs = 1_000;

const urlOf = (name: string, rest = ''): string => `/v1/admin/projections/${encodeURIComponent(name)}${rest}`;
const view = async (client: Client, name: string): Promise<ReadModel> => asked<ReadModel>(await client.get(urlOf(name)));

const counted = ({ done, target }: Generation): string => (done === null || target === null ? '' : ` ${done}/${target}`);

const phaseOf = ({ phase, building, refusal, verifyingSince }: ReadModel): string => {
  const state = verifyingSince ? `verifying since ${verifyingSince}` : `${phase}${building ? counted(building) : ''}`;
  return `${state}${refusal === null ? '' : ` (${refusal})`}`;
};

export const listReadModels = (place: Place, name: string | undefined, { json }: { readonly json: boolean }): Promise<void> =>
  within(place, async (client) => {
    const items = name === undefined ? asked<{ readonly items: readonly ReadModel[] }>(await client.get('/v1/admin/projections')).items : [await view(client, name)];
    if (json) return say(JSON.stringify(items, null, 2));
    const made = new Table({ head: ['Name', 'Made of', 'Holds', 'Live', 'Behind', 'State', 'For a roll-back'], style: { head: [], border: [] } });
    for (const each of items) {
      const kept = each.previous === null ? '' : `${each.previous.generation} until ${each.keptUntil ?? '?'}`;
      made.push([each.name, `${each.source}: ${each.follows.join(', ')}`, each.projections.map((projection) => projection.name).join(', '), each.live.generation, each.live.lag ?? '?', phaseOf(each), kept]);
    }
    say(made.toString());
  });

/** Shows how far it is until it is where it was to go. May be left and taken up again. */
const follow = async (client: Client, first: ReadModel): Promise<ReadModel> => {
  const bar = progressBar('rebuild', '{rate} events/s');
  const begun = { at: performance.now(), done: first.building?.done ?? 0 };
  let [status, phase, isShown] = [first, '', false];
  const stop = (): void => void (isShown && bar.stop());
  try {
    for (; status.phase !== 'idle' && status.phase !== 'verified'; status = await view(client, first.name)) {
      const { done, target } = status.building ?? { done: null, target: null };
      if (done !== null && target !== null) {
        const rate = Math.round(((done - begun.done) * 1_000) / Math.max(1, performance.now() - begun.at));
        if (isShown) bar.update(done, { rate });
        else bar.start(target, done, { rate });
        isShown = true;
      }
      if (phaseOf(status) !== phase && (status.refusal !== null || Boolean(status.verifyingSince) || status.phase !== 'building')) warn(`\n${first.name}: ${phaseOf(status)}`);
      phase = phaseOf(status);
      await setTimeout(lookEveryMs);
    }
    if (isShown && first.building?.target) bar.update(first.building.target);
  } finally {
    stop();
  }
  return status;
};

const told = ({ name, phase, live, previous }: ReadModel): void => {
  if (phase === 'verified') return say(`${name} is verified; \`firebreak rebuild switch ${name}\` makes it the live one`);
  say(`${name}: generation ${live.generation} is live${previous === null ? '' : `, generation ${previous.generation} is kept for a roll-back`}`);
};

export interface StartOptions {
  readonly manual: boolean;
  readonly wait: boolean;
}

export const startRebuild = (place: Place, name: string, { manual, wait }: StartOptions): Promise<void> =>
  within(place, async (client) => {
    const begun = asked<ReadModel>(await client.post(urlOf(name, '/rebuild'), { switch: manual ? 'manual' : 'automatic' }));
    if (!wait) return say(`${begun.name}: ${phaseOf(begun)}; \`firebreak rebuild status ${begun.name}\` says how far it is`);
    const before = begun.live.generation;
    const ended = await follow(client, begun);
    if (ended.phase === 'idle' && ended.live.generation === before) throw new CommandFailed(`${name} was given up`);
    told(ended);
  });

export const switchReadModel = (place: Place, name: string, how: 'switch' | 'roll-back' | 'drop', { wait }: { readonly wait: boolean }): Promise<void> =>
  within(place, async (client) => {
    const status = asked<ReadModel>(await client.post(urlOf(name, `/${how}`), {}));
    told(wait ? await follow(client, status) : status);
  });

/** What takes long goes on at the server, which is asked again until it knows. */
const audited = async (client: Client, name: string, generation: number | undefined): Promise<Audit> => {
  const url = urlOf(name, `/audit${generation === undefined ? '' : `?generation=${generation}`}`);
  const begun = performance.now();
  for (;;) {
    const answer = await client.get(url);
    if (answer.status !== 202) return asked<Audit>(answer);
    warn(`${name} is being audited, for ${Math.round((performance.now() - begun) / 1_000)} s so far`);
    await setTimeout(Number(answer.headers['retry-after'] ?? 1) * 1_000);
  }
};

export const auditReadModel = (place: Place, name: string, { generation, json }: { readonly generation?: number; readonly json: boolean }): Promise<void> =>
  within(place, async (client) => {
    const audit = await audited(client, name, generation);
    if (json) say(JSON.stringify(audit, null, 2));
    else describe(audit);
    if (!audit.isComplete) throw new CommandFailed(`${audit.name} is not complete`);
  });

const describe = ({ name, generation, isLive, pending, projections }: Audit): void => {
  say(`${name}, generation ${generation}${isLive ? ', live' : ''}${pending === null ? '' : `; documents whose figures are still to be made: ${pending}`}`);
  for (const { projection, documents, streams, digest, counts, differences, sample } of projections) {
    say(`${projection}: ${documents} documents of ${streams} streams`);
    say(`  digest of the documents ${digest.documents}`);
    say(`  digest of the source    ${digest.source}`);
    for (const [what, count] of Object.entries(counts)) if (count > 0) say(`  ${what}: ${count}`);
    for (const { stream, difference, document, source } of differences) say(`  ${difference} ${stream}: document at ${document ?? 'nothing'}, source at ${source ?? 'nothing'}`);
    say(`  ${sample.streams} folded again, ${sample.different.length} different`);
    for (const stream of sample.different) say(`  different ${stream}`);
  }
};

const whole = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('the number of a generation');
  return Number(text);
};

export const rebuildCommands = (program: Command): void => {
  const group = program.command('rebuild').description('make read models again; `firebreak rebuild` is `folder`');
  group
    .command('folder', { isDefault: true })
    .description('everything in a data folder again from its store: bus log, lists, facts and figures; no server may run')
    .addOption(data)
    .action(rebuild);
  withAddress(group.command('start'))
    .description('make one again beside the one that is read, verify it, and switch; may be interrupted, and taken up by the same command')
    .argument('<name>', 'as `status` names it')
    .option('--manual', 'do not switch before `switch` says so', false)
    .option('--no-wait', 'do not stay to see how it goes')
    .action((name: string, options: StartOptions, command: Command) => startRebuild(placeOf(command), name, options));
  withAddress(group.command('status'))
    .description('read models, their generations, and how far a rebuild is')
    .argument('[name]', 'one of them')
    .option('--json', 'as JSON', false)
    .action((name: string | undefined, options: { json: boolean }, command: Command) => listReadModels(placeOf(command), name, options));
  withAddress(group.command('audit'))
    .description('compare every document with its source; ends with 1 where they differ')
    .argument('<name>', 'as `status` names it')
    .option('--generation <n>', 'another than the live one', whole)
    .option('--json', 'as JSON', false)
    .action((name: string, options: { generation?: number; json: boolean }, command: Command) => auditReadModel(placeOf(command), name, options));
  for (const [verb, what] of [['switch', 'make the newer generation the live one'], ['roll-back', 'make the generation before the live one again'], ['drop', 'give up the generation that is not live']] as const) {
    withAddress(group.command(verb))
      .description(what)
      .argument('<name>', 'as `status` names it')
      .option('--no-wait', 'do not stay to see how it goes')
      .action((name: string, options: { wait: boolean }, command: Command) => switchReadModel(placeOf(command), name, verb, options));
  }
};
