import { refused, type Command } from '@firebreak/event-sourcing';

export type Absent = { readonly status: 'Absent' };

interface Entry {
  readonly status: 'Absent' | 'Active' | 'Retired';
}

export type CatalogCommand<Type extends string, Data extends object> = Command<Type, Data>;

/** Refuses by the name of the present state. */
export const invalidTransition = (entry: Entry, verb: string, from: string, whatToDo: string): Error =>
  refused('invalid-transition', { status: entry.status, rule: `${verb} is allowed from ${from}`, whatToDo });

/** @throws `not-found` */
export const known = <E extends Entry>(entry: E): Exclude<E, Absent> => {
  if (entry.status === 'Absent') throw refused('not-found');
  return entry as Exclude<E, Absent>;
};

/** @throws `not-found`, `invalid-transition` for a retired one */
export const requireActive = <E extends Entry>(entry: E, verb: string): Extract<E, { readonly status: 'Active' }> => {
  if (known(entry).status === 'Retired') throw invalidTransition(entry, verb, 'Active', 'register it again first');
  return entry as unknown as Extract<E, { readonly status: 'Active' }>;
};
