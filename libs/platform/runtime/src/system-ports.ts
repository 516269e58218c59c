import { toInstant, type Clock, type IdSource } from '@firebreak/event-sourcing';
import { randomUUID } from 'node:crypto';

/** The wall clock and random ids, for apps to bind. */
export const systemClock: Clock = { now: () => toInstant(Date.now()) };
export const systemIds: IdSource = { next: () => randomUUID() };
