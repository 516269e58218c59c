import type { Admin } from 'kafkajs';

export interface TopicSettings {
  readonly partitions: number;
  readonly replication: number;
}

/** Makes the topics that are not there: they keep everything for ever. Those that are there are left as they are. */
export const createTopics = async (admin: Admin, topics: readonly string[], { partitions, replication }: TopicSettings): Promise<void> => {
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: replication,
      configEntries: [
        { name: 'retention.ms', value: '-1' },
        { name: 'retention.bytes', value: '-1' },
        { name: 'cleanup.policy', value: 'delete' },
        ...(replication >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
      ],
    })),
  });
};
