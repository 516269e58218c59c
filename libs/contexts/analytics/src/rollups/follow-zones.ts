import type { Collection, Filter, Found } from '@firebreak/event-sourcing';
import { slotsPerDay } from '../domain/slots';
import type { ReportingPolicyDocument } from '../reporting-policy.projection';
import { slotDocumentId, zonesKey, type SlotDocument } from './documents';
import { readDays, touchedDays, writeDays, zonedDaysOf, type Collections } from './settle-days';

/** Documents at once. */
const pageSize = 16;

/** Slot documents that other zones than these know. */
export const followsOtherZones = (tenant: string, zones: readonly string[]): Filter => {
  const known = zonesKey(zones);
  const others = [{ lt: known }, { gt: known }].map((bounds): Filter => ({ op: 'range', field: 'zones', ...bounds }));
  return { op: 'and', filters: [{ op: 'eq', field: 'tenant', value: tenant }, { op: 'or', filters: others }] };
};

const everySlot = Array.from({ length: slotsPerDay }, (_, slot) => slot);

/** Makes the local days of every zone that a slot document touches, then says in the document that they know it. */
const follow = async (collections: Collections, zones: readonly string[], { id, doc }: Found<SlotDocument>): Promise<boolean> => {
  const { tenant, day, version } = doc;
  const zoned = zonedDaysOf(zones, day, everySlot);
  const before = await readDays(collections, tenant, zoned);
  const documents = await collections.slots.getMany(touchedDays(zoned).map((utcDay) => slotDocumentId(tenant, utcDay)));
  const written = await writeDays(collections, tenant, zoned, before, documents);
  return written.size === zoned.length && collections.slots.set(id, { version }, { zones: zonesKey(zones), version: version + 1 });
};

/** After policy named other zones: brings their days up from the slot documents that do not know them. @returns how many */
export const followZones = async (collections: Collections, policies: Collection<ReportingPolicyDocument>): Promise<number> => {
  let followed = 0;
  for (const { doc } of await policies.find({ filter: { op: 'all' } })) {
    const filter = followsOtherZones(doc.tenant, doc.zones);
    for (const found of await collections.slots.find({ filter, limit: pageSize })) followed += (await follow(collections, doc.zones, found)) ? 1 : 0;
  }
  return followed;
};
