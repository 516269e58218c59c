import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { categoryOf, type EventStore } from '@firebreak/event-sourcing';
import { isInProcess } from '../testing/problems';
import type { AnyTarget, World } from '../testing/world';
import type { LedgerRow } from './ledger';

/** The truth behind the answers: the store of this process, or the one that the services at the address are on. */
const withStore = async <T>(work: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = await openEventStoreDb({ url: process.env['FIREBREAK_STORE'] ?? '' });
  return work(store).finally(() => store.close());
};

const categories = ['incident', 'catalog', 'incident_policy', 'analytics_policy', 'numbering', 'operations'];

export const headOf = async (target: AnyTarget): Promise<string | null> => (isInProcess(target) ? String(target.standalone.store.rawFileHead().position) : withStore((store) => store.head()));

/** What was recorded of the tenants of a world behind a place. */
export const rowsAfter = async ({ target, tenant, otherTenant }: World<AnyTarget>, place: string | null): Promise<readonly LedgerRow[]> => {
  if (isInProcess(target)) return [...target.standalone.store.rawRows()].filter(({ position }) => position > Number(place));
  return withStore(async (store) => {
    const rows: LedgerRow[] = [];
    for (let after = place; ; ) {
      const page = await store.readAll({ after, limit: 1_000, categories });
      if (page.length === 0) return rows;
      after = page.at(-1)!.position;
      for (const row of page) if (row.stream.includes(`-${tenant}.`) || row.stream.includes(`-${otherTenant}.`)) rows.push({ ...row, category: categoryOf(row.stream) });
    }
  });
};
