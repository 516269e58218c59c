/** Who and when say everything. */
export class StartWorkRequest {}
