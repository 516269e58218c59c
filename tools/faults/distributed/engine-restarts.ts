import { setTimeout as pause } from 'node:timers/promises';
import { everyRole, type Role } from '@firebreak/identity';
import { topicOf } from '@firebreak/event-sourcing';
import { seededRandom } from '@firebreak/standalone';
import { startInstallation, type Installation } from '../../distributed/installation';
import type { Engine } from '../../engines/engine';
import { ask, settledFigures } from '../ask';
import { clients, type Target } from '../load';
import { figuresOf, judgeCommands } from '../oracle';
import { judgeTopic } from './judge-topic';
import type { Outcome, Run, Scenario } from './scenario';
import { storedEvents } from './stored-events';
import { rawTopic } from './topic';

const roles: Readonly<Record<string, readonly Role[]>> = {
  'desk-1': ['service-desk'],
  'resolver-1': ['resolver'],
  'caller-1': ['caller'],
  admin: everyRole,
};

const targetOf = ({ gateway, issuer }: Installation): Target => {
  const tokens = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  return {
    url: gateway.url,
    tokenOf: (actor) => {
      const known = tokens.get(actor);
      if (known && known.until > Date.now()) return known.token;
      const token = issuer.token({ sub: actor, tenant: 'default', roles: roles[actor]!, ttlSeconds: 600 });
      tokens.set(actor, { token, until: Date.now() + 500_000 });
      return token;
    },
  };
};

/** Asked until nobody refuses it: services hear of what was registered when they do. */
const patiently = async (target: Target, url: string, body: object): Promise<{ readonly id: string }> => {
  for (let left = 240; ; left -= 1) {
    try {
      return (await ask(target, 'POST', url, body)) as { readonly id: string };
    } catch (error) {
      if (left === 0) throw error;
      await pause(250);
    }
  }
};

/** What the load needs to be there, and one incident that needed all of it. */
const registerEstate = async (target: Target): Promise<void> => {
  const services = Array.from({ length: 5 }, (_, n) => `service-${n}`);
  for (const key of services) await patiently(target, '/v1/services', { key });
  await patiently(target, '/v1/groups', { key: 'group-1', members: ['resolver-1'] });
  for (const service of services) {
    const { id } = await patiently(target, '/v1/incidents', { title: `First of ${service}`, source: 'faults', channel: 'api', caller: 'caller-1', service });
    await patiently(target, `/v1/incidents/${id}/triage`, { category: 'network', service, impact: 2, urgency: 2 });
    await patiently(target, `/v1/incidents/${id}/assign`, { group: 'group-1', assignee: 'resolver-1' });
  }
};

const campaign = async (installation: Installation, engine: Engine, what: string, { seed, size, deadline, say }: Run): Promise<Outcome> => {
  const random = seededRandom(seed);
  const target = targetOf(installation);
  await registerEstate(target);
  const load = clients(12, random, `r${seed}`);
  const over = new AbortController();
  const running = load.run(target, over.signal);
  const faults: Record<string, number> = {};
  const broken: string[] = [];
  for (let fault = 0; fault < size.faults; fault += 1) {
    await pause(1_000 + random() * 2_000);
    const how = random() < 0.5 ? 'killed' : 'stopped';
    await (how === 'killed' ? engine.kill() : engine.stop());
    const before = load.acknowledged.length;
    await pause(random() * 4_000);
    await engine.restart();
    faults[`${what} ${how} and started again`] = (faults[`${what} ${how} and started again`] ?? 0) + 1;
    say(`${fault + 1} of ${size.faults} restarts, ${load.acknowledged.length} commands acknowledged, ${load.acknowledged.length - before} of them meanwhile`);
    if (Date.now() > deadline) {
      broken.push(`the time was over after ${fault + 1} of ${size.faults} restarts`);
      break;
    }
  }
  const before = load.acknowledged.length;
  // Work goes on after the last one, and so much of it was asked for.
  while (load.acknowledged.length < Math.max(before + 50, size.events) && Date.now() < deadline) await pause(200);
  if (load.acknowledged.length < before + 50) broken.push('commands do not go through again');
  over.abort();
  await running;
  const ended = Date.now();
  const { store, kafka, mongo } = installation.engines;
  const rows = await storedEvents(store.url, ['incident']);
  const figuresWrong = await settledFigures(target, figuresOf(rows), Math.max(60, (deadline - Date.now()) / 600));
  const followedMs = Date.now() - ended;
  const records = await rawTopic(kafka.url, topicOf('incident'));
  const topic = judgeTopic(rows, records);
  const judged = judgeCommands(rows, load.acknowledged);
  return {
    faults,
    events: rows.length,
    acknowledged: load.acknowledged.length,
    lost: [...judged.lost, ...topic.lost.map((each) => `on the topic: ${each}`)],
    doubled: [...judged.doubled, ...topic.doubled.map((each) => `on the topic: ${each}`)],
    broken: [...broken, ...judged.holes, ...topic.broken, ...load.refused],
    figuresWrong,
    controls: [],
    engines: [kafka.what, store.what, mongo.what],
    note: `${load.acknowledged.length} commands over HTTP from 12 clients; ${topic.repeats} repeats on the topic; figures ${figuresWrong.length === 0 ? 'right' : 'wrong'} ${(followedMs / 1_000).toFixed(1)} s after the last command`,
  };
};

const restarts = (name: string, what: string, engineOf: (engines: Installation['engines']) => Engine): Scenario => ({
  name,
  title: `${what[0]!.toUpperCase()}${what.slice(1)} stopped, killed and started again under commands over HTTP`,
  full: { events: 500, faults: 10 },
  short: { events: 150, faults: 2 },
  run: async (run) => {
    const installation = await startInstallation({ dir: run.dir, replicas: 1, say: () => undefined });
    const services = ['incident-service', 'problem-service', 'analytics-service'] as const;
    // Whoever ends this process leaves no service behind.
    const abandon = (): void => services.flatMap((service) => installation.replicasOf(service)).forEach((replica) => replica.signal('SIGKILL'));
    process.once('exit', abandon);
    try {
      return await campaign(installation, engineOf(installation.engines), what, run);
    } finally {
      await installation.stop();
      process.off('exit', abandon);
    }
  },
});

export const engineRestarts: readonly Scenario[] = [
  restarts('broker-restarts', 'broker', ({ kafka }) => kafka),
  restarts('read-store-restarts', 'server of the read models', ({ mongo }) => mongo),
  restarts('store-restarts', 'event store', ({ store }) => store),
];
