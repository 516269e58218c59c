export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

export interface RawMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId?: string; readonly inTransaction?: boolean };
}

const isAbort = (key: Buffer | null): boolean => key !== null && key.length >= 4 && key.readUInt16BE(2) === 0;

/** Leaves out the marks of transactions and what was written in those that were given up. */
export const withoutAborted = <M extends RawMessage>(messages: readonly M[], transactions: readonly AbortedTransaction[]): M[] => {
  const waiting = [...transactions].sort((a, b) => (BigInt(a.firstOffset) < BigInt(b.firstOffset) ? -1 : 1));
  const aborted = new Set<string>();
  return messages.filter((message) => {
    while (waiting[0] && BigInt(waiting[0].firstOffset) <= BigInt(message.offset)) aborted.add(waiting.shift()!.producerId);
    const producer = message.batchContext?.producerId ?? '-1';
    if (message.isControlRecord) {
      if (isAbort(message.key)) aborted.delete(producer);
      return false;
    }
    return !(message.batchContext?.inTransaction && aborted.has(producer));
  });
};
