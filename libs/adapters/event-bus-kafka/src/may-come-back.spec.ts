import { mayComeBack } from './may-come-back';

/** The driver's types leave out some of its errors; what counts is the name. */
const named = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name, ...more });
const away = named('KafkaJSConnectionClosedError');

describe('what a consumer broke down of', () => {
  it.each([
    away,
    named('KafkaJSBrokerNotFound'),
    named('KafkaJSGroupCoordinatorNotFound', { retriable: false }),
    named('KafkaJSNumberOfRetriesExceeded', { retriable: false, cause: away }),
    named('KafkaJSProtocolError', { retriable: true }),
  ])('may come back: %s', (error) => expect(mayComeBack(error)).toBe(true));

  it.each([named('KafkaJSSASLAuthenticationError', { retriable: false }), named('KafkaJSNonRetriableError', { retriable: false }), new TypeError('not a function'), 'text'])(
    'stays: %s',
    (error) => expect(mayComeBack(error)).toBe(false),
  );
});
