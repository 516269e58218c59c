import { topicOf } from '@firebreak/event-sourcing';

/** When work began and ended, in milliseconds since 1970, and how much it was. */
export interface Worked {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Processor time of the process that did it, in seconds: it does not depend on who else is at work. */
  readonly processor: number;
}

export const incidentTopic = topicOf('incident');
export const topicSettings = { partitions: 6, replication: 1 } as const;

/** The same clock in every process of this machine. */
export const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

const now = (): number => performance.timeOrigin + performance.now();

export const timed = async (work: () => Promise<number>): Promise<Worked> => {
  const [from, before] = [now(), processorSeconds()];
  const count = await work();
  return { from, to: now(), count, processor: processorSeconds() - before };
};
