/** A broker that is away comes back, and the coordinator of a group with it; what the broker forbids will be forbidden again. */
export const mayComeBack = (error: unknown): boolean => {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (/Connection|Broker|Coordinator|Timeout|NotLoaded|Closed/.test(cause.name) || (cause as { retriable?: boolean }).retriable === true) return true;
  }
  return false;
};
