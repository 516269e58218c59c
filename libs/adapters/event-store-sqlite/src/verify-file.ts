import { openEventStore } from './sqlite-event-store';
import { verifyRows, type Verified } from './verify-rows';

/** Checks a store file, also while a process writes to it. @throws CodedError as openEventStore does */
export const verifyFile = async (file: string, onRow?: (count: number) => void): Promise<Verified> => {
  const store = openEventStore({ file, readOnly: true });
  try {
    return verifyRows({ rows: store.rawRows(), heads: store.rawHeads(), fileHead: store.rawFileHead() }, onRow);
  } finally {
    await store.close();
  }
};
