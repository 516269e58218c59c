import type { Health, Logger, Metrics, Tracing } from '@firebreak/telemetry';
import type { Rate } from '../limits/rate-limit';
import type { Secrets } from '../seals/seals';

export const HTTP_OPTIONS = Symbol.for('firebreak.http-options');

export interface HttpOptions {
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** `null` traces nothing. */
  readonly tracing: Tracing | null;
  /** Writes of one principal; `null` does not count. */
  readonly commandRate: Rate | null;
  /** 401 and 404 answers to one principal, or to one address where nobody is signed in; `null` does not count. */
  readonly failureRate: Rate | null;
  /** Requests at once; one more is told to come back. */
  readonly maxInFlight: number;
  /** How long a whole request may take to arrive; its headers a third of it. */
  readonly requestTimeoutMs: number;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  /** Serves the OpenAPI document and its page at /docs. */
  readonly docs: boolean;
  /**
   * Whose `X-Forwarded-For` is believed: addresses, networks, `loopback`, `linklocal`, `uniquelocal`. Nobody's unless said;
   * what stands left of the first address that is not believed anybody may have written. A number of hops would believe
   * whoever comes by another way.
   */
  readonly trustProxy: readonly string[];
  readonly version: string;
}

export type HttpAppOptions = Pick<HttpOptions, 'secrets'> & Partial<HttpOptions>;
