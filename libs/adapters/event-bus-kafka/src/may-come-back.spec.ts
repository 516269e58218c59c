import {
  KafkaJSBrokerNotFound,
  KafkaJSConnectionClosedError,
  KafkaJSGroupCoordinatorNotFound,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSSASLAuthenticationError,
} from 'kafkajs';
import { mayComeBack } from './may-come-back';

const away = new KafkaJSConnectionClosedError('closed', { host: 'broker', port: 9092 });

describe('what a consumer broke down of', () => {
  it.each([away, new KafkaJSBrokerNotFound('none'), new KafkaJSGroupCoordinatorNotFound('no coordinator'), new KafkaJSNumberOfRetriesExceeded(away, { retryCount: 5, retryTime: 1 })])(
    'may come back: %s',
    (error) => expect(mayComeBack(error)).toBe(true),
  );

  it.each([new KafkaJSSASLAuthenticationError('who are you'), new KafkaJSNonRetriableError('never'), new TypeError('not a function'), 'text'])('stays: %s', (error) => expect(mayComeBack(error)).toBe(false));
});
