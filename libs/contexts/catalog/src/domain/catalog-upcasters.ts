import type { Upcaster } from '@firebreak/event-sourcing';

/** Old type to next type, one step per version; every type is still at its first version. */
export const catalogUpcasters: readonly Upcaster[] = [];
