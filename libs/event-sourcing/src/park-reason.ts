/**
 * Why something waits: an event no code can fold, a hole its source cannot fill, bytes no decoder reads, or a record of the
 * bus that belongs to no stream.
 */
export type ParkReason = 'poison' | 'gap' | 'malformed' | 'foreign';
