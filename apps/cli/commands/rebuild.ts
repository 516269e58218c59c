import { existsSync } from 'node:fs';
import { openEventStore } from '@firebreak/event-store-sqlite';
import { dropReadFile, openDataFolder } from '@firebreak/standalone';
import { openClient } from '../open-client';
import { CommandFailed, say } from '../say';

/** Holding the store's lock proves that nobody reads or writes file two. @throws CodedError `data-folder-in-use` */
const dropUnderLock = async (data: string): Promise<string | null> => {
  const folder = openDataFolder(data);
  const store = openEventStore({ file: folder.eventsFile });
  try {
    dropReadFile(folder);
    return await store.head();
  } finally {
    await store.close();
  }
};

/** Everything that is made from the store, made again: bus log, read models, figures. */
export const rebuild = async ({ data }: { readonly data: string }): Promise<void> => {
  if (!existsSync(data)) throw new CommandFailed(`there is no folder ${data}`);
  const head = await dropUnderLock(data);
  const client = await openClient(data);
  try {
    await client.caughtUp();
  } finally {
    await client.close();
  }
  say(`lists, facts and figures are made again from ${Number(head ?? 0)} events`);
};
