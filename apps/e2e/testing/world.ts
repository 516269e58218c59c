import { randomUUID } from 'node:crypto';
import { openHttp } from './http-target';
import { openInProcess, type InProcessOptions, type InProcessTarget } from './in-process-target';
import { peopleOf, type Headers, type People, type Person } from './people';
import type { Answer, Target } from './target';

export interface World<T extends Target = Target> {
  readonly target: T;
  /** Names what this run made. */
  readonly run: string;
  readonly people: People;
  /** The same cast in another tenant. */
  readonly strangers: People;
  readonly service: string;
  readonly otherService: string;
  readonly group: string;
}

const address = process.env['FIREBREAK_URL'];
const keysFile = process.env['FIREBREAK_KEYS'];

/** What only a standalone in this process can show: its clock, its store, its end. */
export const describeInProcess = address ? describe.skip : describe;

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
  const people = peopleOf(target, 'default', run);
  const strangers = peopleOf(target, 'other', run);
  const names = await registered(people, run);
  await registered(strangers, run);
  await target.caughtUp();
  return { target, run, people, strangers, ...names };
};

/** A standalone with services, groups and people. */
export const inProcessWorld = async (options: InProcessOptions = {}): Promise<World<InProcessTarget>> => furnished(await openInProcess(options));

/** The installation at FIREBREAK_URL (FIREBREAK_KEYS names its keys file), else a standalone of its own. */
export const openWorld = async (): Promise<World> => {
  if (!address) return inProcessWorld();
  if (!keysFile) throw new Error('FIREBREAK_KEYS names the keys file of the installation at FIREBREAK_URL');
  return furnished(await openHttp({ url: address, keysFile }));
};
