import { randomUUID } from 'node:crypto';
import { readStoreContract, type OpenedReadStore } from '@firebreak/event-sourcing-testing';
import { mongoReadStore } from './mongo-read-store';
import { openReadMongo } from './open-read-mongo';

const url = process.env.MONGODB_URL ?? '';

readStoreContract('mongodb', async () => {
  const database = `contract_${randomUUID().slice(0, 8)}`;
  const opened = async (): Promise<OpenedReadStore> => {
    const { db, close } = await openReadMongo(url, { database });
    return {
      store: mongoReadStore(db),
      close: async () => {
        await db.dropDatabase();
        await close();
      },
      reopen: async () => {
        await close();
        return opened();
      },
    };
  };
  return opened();
});
