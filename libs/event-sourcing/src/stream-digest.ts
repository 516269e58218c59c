import { hash } from 'node:crypto';

const bits = 256n;
const mask = (1n << bits) - 1n;

const valueOf = (stream: string, revision: number): bigint => BigInt(`0x${hash('sha256', `${stream}\n${revision}`, 'hex')}`);

/** What a set of streams stands at, in one line: the sum of what each stands at, so the order in which they come does not matter. */
export class StreamDigest {
  private sum = 0n;
  streams = 0;

  add(stream: string, revision: number): void {
    this.sum = (this.sum + valueOf(stream, revision)) & mask;
    this.streams += 1;
  }

  get hex(): string {
    return this.sum.toString(16).padStart(64, '0');
  }
}
