import type { Instant } from '@firebreak/event-sourcing';

export const slotMs = 900_000;
export const slotsPerDay = 96;

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;

/** The quarter hour of its UTC day, 0 to 95. */
export const slotOf = (instant: Instant): number =>
  (digit(instant, 11) * 10 + digit(instant, 12)) * 4 + Math.floor((digit(instant, 14) * 10 + digit(instant, 15)) / 15);

export const dayOf = (instant: Instant): string => instant.slice(0, 10);

const slotTexts = Array.from({ length: slotsPerDay }, (_, slot) => String(slot).padStart(2, '0'));

export const dayPrefix = (tenant: string, day: string): string => `${tenant}|${day}|`;

/** `default|2026-03-05|41`: the order of the texts is the order of the quarter hours. */
export const slotKey = (tenant: string, day: string, slot: number): string => `${tenant}|${day}|${slotTexts[slot]!}`;

export const slotKeyOf = (tenant: string, instant: Instant): string => slotKey(tenant, dayOf(instant), slotOf(instant));

/** The key of the quarter hour of an instant in milliseconds. */
export const slotKeyAt = (tenant: string, millis: number): string => slotKeyOf(tenant, new Date(millis).toISOString());

/** Stands among the slots of an incident that continues another one. */
export const continuesKey = (tenant: string, id: string): string => `${tenant}|continues|${id}`;

export type ParsedKey =
  | { readonly kind: 'slot'; readonly tenant: string; readonly day: string; readonly slot: number }
  | { readonly kind: 'continues'; readonly tenant: string; readonly id: string };

export const parseKey = (key: string): ParsedKey => {
  const [tenant = '', middle = '', ...rest] = key.split('|');
  return middle === 'continues' ? { kind: 'continues', tenant, id: rest.join('|') } : { kind: 'slot', tenant, day: middle, slot: Number(rest[0]) };
};

const reference = /^(?:incident-[a-z0-9_]{1,32}\.)?([A-Za-z0-9._:-]{1,200})$/;

/** A reference names a stream, or the id alone. Null for what can be neither. */
export const incidentIdOf = (text: string): string | null => reference.exec(text)?.[1] ?? null;
