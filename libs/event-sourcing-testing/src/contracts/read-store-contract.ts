import { readStoreFilterContract } from './read-store-filters';
import { readStorePagingContract } from './read-store-paging';
import { readStoreWriteContract } from './read-store-writes';
import type { OpenReadStore } from './using-read-store';

/** What every read store promises. A suite of jest tests; collections are its own. */
export const readStoreContract = (name: string, open: OpenReadStore): void => {
  describe(`${name} keeps the promises of a read store`, () => {
    readStoreWriteContract(open);
    readStoreFilterContract(open);
    readStorePagingContract(open);
  });
};
