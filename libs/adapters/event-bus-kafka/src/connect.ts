import { Kafka, logLevel, type KafkaConfig, type SASLOptions } from 'kafkajs';
import { registerCodecs } from './codecs';

export interface KafkaConnection {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
  /** What the driver has to say; silent where absent. */
  readonly say?: (line: string) => void;
}

/** The driver's own retries stay short: whoever uses the bus tries again. */
export const connectKafka = ({ brokers, clientId = 'firebreak', ssl, sasl, say }: KafkaConnection): Kafka => {
  registerCodecs();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: say ? logLevel.WARN : logLevel.NOTHING,
    ...(say ? { logCreator: () => ({ namespace, log }) => say(`${namespace}: ${log.message}`) } : {}),
  });
};
