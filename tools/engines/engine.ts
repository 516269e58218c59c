/** A server that tests and try-outs use. */
export interface Engine {
  /** What a client connects to: `127.0.0.1:9092`, `mongodb://127.0.0.1:27017/`, `esdb://127.0.0.1:2113?tls=false`. */
  readonly url: string;
  /** What it really is, for people: "Apache Kafka 4.4.0", "SecantusDB 0.7.0b3, speaks the MongoDB protocol, is not MongoDB". */
  readonly what: string;
  /** Ends it and, where it was started here, its process; its data stay. */
  stop(): Promise<void>;
  /** `kill -9`, where it was started here. @throws Error for one that was given by its URL */
  kill(): Promise<void>;
  /** Starts it again on the same address and data after a stop or a kill. */
  restart(): Promise<void>;
}

export interface EngineOptions {
  /** Where its data and log lie; made where missing. */
  readonly dir: string;
  /** 0 for any free one, which a restart keeps. */
  readonly port?: number;
  readonly say?: (line: string) => void;
}
