import { cpus, loadavg, totalmem, type } from 'node:os';

/** What the figures were taken on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Of the minute before the run: above 1 somebody else was at work. */
  readonly loadBefore: number;
}

export const machine = (): Machine => {
  const cores = cpus();
  return {
    cores: cores.length,
    processor: (cores[0]?.model ?? '').trim() || 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${process.arch}`,
    node: process.version,
    loadBefore: Number(loadavg()[0]!.toFixed(1)),
  };
};
