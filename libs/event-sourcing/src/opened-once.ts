/**
 * Opens something at its first use, for all who use it. What could not be opened is opened again at the next use: an engine that
 * was away at the first one is not away for good.
 */
export const openedOnce = <T>(open: () => Promise<T>): (() => Promise<T>) => {
  let opened: Promise<T> | null = null;
  return () => {
    if (opened) return opened;
    const opening = open();
    opened = opening;
    opening.catch(() => (opened = null));
    return opening;
  };
};
