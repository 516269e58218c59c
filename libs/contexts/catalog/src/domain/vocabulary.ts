/** 1 is what the organisation misses first, 4 what it misses last. */
export type Tier = 1 | 2 | 3 | 4;
export const tiers: readonly Tier[] = [1, 2, 3, 4];

/** Code points of a key. */
export const maxKeyLength = 100;
/** An entry is one event as a whole: so many people fit into it. */
export const maxMembers = 1_000;
/** Services, and groups, of one page of an import. */
export const maxImported = 1_000;
