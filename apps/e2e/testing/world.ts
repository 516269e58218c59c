import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openHttp, type HttpTarget } from './http-target';
import { openInProcess, type InProcessOptions, type InProcessTarget } from './in-process-target';
import { peopleOf, type Headers, type People, type Person } from './people';
import type { Answer, Target } from './target';

export interface World<T extends Target = Target> {
  readonly target: T;
  /** Names what this run made. */
  readonly run: string;
  /** An installation is shared by many runs, so each has tenants of its own there. */
  readonly tenant: string;
  readonly otherTenant: string;
  readonly people: People;
  /** The same cast in another tenant. */
  readonly strangers: People;
  readonly service: string;
  readonly otherService: string;
  readonly group: string;
}

const address = process.env['FIREBREAK_URL'];
const keysFile = process.env['FIREBREAK_KEYS'];
const replicas = (process.env['FIREBREAK_REPLICAS'] ?? '').split(',').filter((url) => url !== '');

const say = (reason: string): void => {
  const file = path.basename(expect.getState().testPath ?? '', '.e2e.spec.ts');
  process.stdout.write(`${file}: left out against an installation: ${reason}\n`);
};

/** Whether the suite meets an installation at an address. */
export const atAddress = Boolean(address);

/** What only a standalone in this process can show; against an installation it is skipped and says why. */
export const describeInProcess = (reason: string): typeof describe | typeof describe.skip => {
  if (address) say(reason);
  return address ? describe.skip : describe;
};

/** The same of a single test. */
export const inProcess = (reason: string): typeof it | typeof it.skip => {
  if (address) say(reason);
  return address ? it.skip : it;
};

export type AnyTarget = InProcessTarget | HttpTarget;

export class Refusal extends Error {
  constructor(
    what: string,
    readonly answer: Answer,
  ) {
    super(`${what} answered ${answer.status}: ${answer.text}`);
  }
}

/** A command that has to succeed. @throws Refusal */
export const command = async (person: Person, url: string, body: object = {}, headers: Headers = {}): Promise<Answer> => {
  const answer = await person.post(url, body, headers);
  if (answer.status !== 200 && answer.status !== 201) throw new Refusal(`POST ${url} by ${person.id}`, answer);
  return answer;
};

const registered = async ({ administrator, resolver, colleague }: People, run: string): Promise<Pick<World, 'service' | 'otherService' | 'group'>> => {
  const names = { service: `payments-${run}`, otherService: `mail-${run}`, group: `network-${run}` };
  await command(administrator, '/v1/services', { key: names.service, tier: 1, affectedUsers: 1_200 });
  await command(administrator, '/v1/services', { key: names.otherService, tier: 2 });
  await command(administrator, '/v1/groups', { key: names.group, members: [resolver.id, colleague.id] });
  return names;
};

const furnished = async <T extends Target>(target: T): Promise<World<T>> => {
  const run = randomUUID().slice(0, 8);
  const [tenant, otherTenant] = target.shape === 'http' ? [`own_${run}`, `other_${run}`] : ['default', 'other'];
  const people = peopleOf(target, tenant, run);
  const strangers = peopleOf(target, otherTenant, run);
  const names = await registered(people, run);
  await registered(strangers, run);
  await target.caughtUp();
  return { target, run, tenant, otherTenant, people, strangers, ...names };
};

/** A standalone with services, groups and people. */
export const inProcessWorld = async (options: InProcessOptions = {}): Promise<World<InProcessTarget>> => furnished(await openInProcess(options));

/** The installation at FIREBREAK_URL (FIREBREAK_KEYS names its keys file, FIREBREAK_REPLICAS its replicas), else a standalone of its own. */
export const openWorld = async (options: InProcessOptions = {}): Promise<World<AnyTarget>> => furnished(await openTarget(options));

/** Time goes by where it can be made to; elsewhere it goes by itself. */
export const pass = (target: AnyTarget, millis: number): void => {
  if (target.shape === 'in-process') target.clock.advance(millis);
};

/** The same with nobody and nothing in it. */
export const openTarget = async (options: InProcessOptions = {}): Promise<AnyTarget> => {
  if (!address) return openInProcess(options);
  if (!keysFile) throw new Error('FIREBREAK_KEYS names the keys file of the installation at FIREBREAK_URL');
  return openHttp({ url: address, keysFile, replicas });
};
