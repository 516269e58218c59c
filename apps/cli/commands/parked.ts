import { InvalidArgumentError, type Command } from 'commander';
import Table from 'cli-table3';
import type { Client } from '../http-client';
import { placeOf, withAddress, type Place } from '../place';
import { say } from '../say';
import { asked, within } from '../within';

interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly reason: string;
  readonly error: string;
  readonly isSearched?: true;
  readonly record: { readonly topic: string; readonly partition: number; readonly offset: string } | null;
  readonly parkedAt: string;
  readonly attempts: number;
}

interface Skipped {
  readonly projection: string;
  readonly stream: string;
  readonly revisions: readonly { readonly revision: number; readonly reason: string; readonly error: string; readonly by: string; readonly at: string }[];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const everyPage = async <T>(client: Client, path: string, query: Readonly<Record<string, string>>): Promise<readonly T[]> => {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const url: string = `${path}?${new URLSearchParams({ ...query, limit: '500', ...(cursor === '' ? {} : { cursor }) }).toString()}`;
    const page: Page<T> = asked<Page<T>>(await client.get(url));
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
};

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const made = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) made.push([...row]);
  return made.toString();
};

export interface ListOptions {
  readonly projection?: string;
  readonly json: boolean;
  readonly skipped?: boolean;
}

const placed = ({ record }: Parked): string => (record === null ? '' : `${record.topic} ${record.partition} ${record.offset}`);

export const listParked = (place: Place, { projection, json }: ListOptions): Promise<void> =>
  within(place, async (client) => {
    const parked = await everyPage<Parked>(client, '/v1/admin/parked', projection === undefined ? {} : { projection });
    if (json) return say(JSON.stringify(parked, null, 2));
    if (parked.length === 0) return say('nothing is parked');
    say(table(['Read model', 'Stream', 'At', 'Reason', 'Error', 'Topic, partition, offset', 'Since', 'Tries'], parked.map((each) => [each.projection, each.stream, each.revision, each.reason, each.isSearched ? `${each.error}; its source is being read` : each.error, placed(each), each.parkedAt, each.attempts])));
  });

/** What somebody decided to go past. */
export const listSkipped = (place: Place, { projection, json }: ListOptions): Promise<void> =>
  within(place, async (client) => {
    const all = await everyPage<Skipped>(client, '/v1/admin/skipped', {});
    const skipped = all.filter((each) => projection === undefined || each.projection === projection);
    if (json) return say(JSON.stringify(skipped, null, 2));
    if (skipped.length === 0) return say('nothing was skipped');
    say(table(['Read model', 'Stream', 'Revision', 'Reason', 'Error', 'By', 'At'], skipped.flatMap(({ projection: name, stream, revisions }) => revisions.map((each) => [name, stream, each.revision, each.reason, each.error, each.by, each.at]))));
  });

const urlOf = (projection: string, stream: string, verb: string): string => `/v1/admin/parked/${encodeURIComponent(projection)}/${encodeURIComponent(stream)}/${verb}`;

const told = ({ parked }: { readonly parked: boolean }, projection: string, stream: string): void =>
  say(parked ? `${stream} is parked still; \`firebreak parked list --projection ${projection}\` says where` : `${stream} goes on`);

export const retryParked = (place: Place, projection: string, stream: string): Promise<void> =>
  within(place, async (client) => told(asked(await client.post(urlOf(projection, stream, 'retry'), {})), projection, stream));

export interface SkipOptions {
  readonly at: number;
  readonly reason: string;
}

export const skipParked = (place: Place, projection: string, stream: string, { at, reason }: SkipOptions): Promise<void> =>
  within(place, async (client) => told(asked(await client.post(urlOf(projection, stream, 'skip'), { revision: at, reason })), projection, stream));

const revision = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('the number that the list shows under "At"');
  return Number(text);
};

export const parkedCommands = (program: Command): void => {
  const parked = program.command('parked').description('streams that a read model waits with, and records of the bus that belong to none');
  withAddress(parked.command('list', { isDefault: true }))
    .description('what is parked, where and why')
    .option('--projection <name>', 'of one read model')
    .option('--skipped', 'what was skipped, by whom and why', false)
    .option('--json', 'as JSON, with the bytes that could not be read', false)
    .action((options: ListOptions, command: Command) => (options.skipped ? listSkipped : listParked)(placeOf(command), options));
  withAddress(parked.command('retry'))
    .description('apply what is missing of a stream; may be repeated')
    .argument('<projection>', 'as the list names it')
    .argument('<stream>', 'as the list names it')
    .action((projection: string, stream: string, _options: object, command: Command) => retryParked(placeOf(command), projection, stream));
  withAddress(parked.command('skip'))
    .description('go past the one event that a stream is parked at, for good; it is recorded who did it and why')
    .argument('<projection>', 'as the list names it')
    .argument('<stream>', 'as the list names it')
    .requiredOption('--at <revision>', 'the number that the list shows under "At"; nothing is skipped that was not looked at', revision)
    .requiredOption('--reason <text>', 'why this event may be left out, up to 2,000 characters')
    .action((projection: string, stream: string, options: SkipOptions, command: Command) => skipParked(placeOf(command), projection, stream, options));
};
