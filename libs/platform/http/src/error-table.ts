export type ErrorClass = 'refusal' | 'conflict' | 'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'unavailable' | 'internal';

export interface ErrorEntry {
  readonly class: ErrorClass;
  /** HTTP status. */
  readonly status: number;
  /** The same request may succeed later. */
  readonly retryable: boolean;
  readonly title: string;
  readonly whatToDo: string;
}

type Say = (title: string, whatToDo: string) => ErrorEntry;

const entry =
  (errorClass: ErrorClass, status: number, retryable = false): Say =>
  (title, whatToDo) => ({ class: errorClass, status, retryable, title, whatToDo });

const refusal = entry('refusal', 409);
const rule = entry('refusal', 422);
const conflict = entry('conflict', 409, true);
const malformed = entry('invalid', 400);
const invalid = entry('invalid', 422);
const tooLarge = entry('invalid', 413);
const unauthenticated = entry('unauthenticated', 401);
const forbidden = entry('forbidden', 403);
const notFound = entry('not-found', 404);
const unavailable = entry('unavailable', 503, true);
const tooMany = entry('unavailable', 429, true);
const internal = entry('internal', 500);

const report = 'Give the trace id to whoever runs this installation.';

/** The one table of errors: what every code means, how HTTP says it, and what to do. docs/errors.md is written from it. */
export const errorTable: Record<string, ErrorEntry> = {
  // Who is asking
  unauthenticated: unauthenticated('Nobody is signed in.', 'Sign in, or send one Authorization header with a bearer token.'),
  'invalid-token': unauthenticated('The token is not accepted.', 'Get a new token; this one is forged, over, revoked or for somewhere else.'),
  'invalid-sign-in-code': unauthenticated('The sign-in link does not work any more.', 'Ask for a new link; each works once and for a few minutes.'),
  'forbidden-role': forbidden('This needs another role.', 'Ask somebody who has one of the named roles, or ask to be given one.'),
  'forbidden-origin': forbidden('The request comes from a page of another site.', 'Use the pages of this installation.'),
  'not-permitted': forbidden('The rules of the record do not let you do this.', 'Ask somebody whom the named rule allows.'),

  'identity-provider-unavailable': unavailable('The identity provider does not answer.', 'Send the request again after Retry-After; tokens signed with keys that are known still work.'),
  'invalid-issuer': internal('The identity provider is configured wrongly.', 'Give the issuer as it states itself, with https.'),

  // What is asked for
  'not-found': notFound('There is no such record.', 'Check the id; it may also be one that you may not see.'),
  'unknown-route': notFound('There is nothing at this path.', 'See /docs for the paths there are.'),
  'method-not-allowed': entry('invalid', 405)('The path does not know this method.', 'Use one of those in the Allow header.'),
  'not-acceptable': entry('invalid', 406)('The answer exists in no form that was asked for.', 'Accept application/json, or what /docs names.'),
  'request-timeout': entry('invalid', 408, true)('The request took too long to arrive.', 'Send it again.'),
  'headers-too-large': entry('invalid', 431)('The headers are too large.', 'Send a shorter token and fewer headers.'),
  'malformed-request': malformed('The request is not well-formed HTTP.', 'Check length, encoding and path of the request.'),
  'invalid-id': malformed('The id is neither a UUID nor a number of this kind.', 'Use the id or the number as an answer gave it.'),
  'unknown-parameter': malformed('The query string has a parameter that is not known here.', 'Leave out what /docs does not name.'),
  'invalid-parameter': malformed('A parameter of the query string is wrong.', 'See errors for which; each is sent once, as plain text.'),

  // The body
  'unsupported-media-type': entry('invalid', 415)('The body is not JSON in UTF-8.', 'Send application/json, without charset or with utf-8, not compressed.'),
  'body-too-large': tooLarge('The body is too large.', 'Send less at once.'),
  'too-many-keys': tooLarge('The body has too many keys.', 'Send less at once.'),
  'malformed-json': malformed('The body is not a JSON object.', 'Send one object as RFC 8259 has it.'),
  'invalid-encoding': malformed('The request has bytes that are not UTF-8.', 'Encode it in UTF-8.'),
  'duplicate-key': malformed('An object in the body has the same key twice.', 'Send each key once.'),
  'too-deep': malformed('The body is nested too deeply.', 'Nest at most 32 levels.'),
  'unknown-property': invalid('The body has a property that is not known here.', 'Leave out what errors points at.'),
  'invalid-input': invalid('The body is not what this command takes.', 'See errors for what is wrong where.'),
  'invalid-time': invalid('A time is not accepted.', 'Send RFC 3339 with a zone, a day of the calendar, from 1970 to 2100, not in the future.'),

  // Repeats and revisions
  'idempotency-key-required': malformed('The command has no Idempotency-Key.', 'Send a fresh one, and the same one again only with the same command.'),
  'invalid-idempotency-key': malformed('The Idempotency-Key is not accepted.', 'Use 1 to 255 visible ASCII characters; a UUID will do.'),
  'idempotency-mismatch': rule('The Idempotency-Key belongs to another command.', 'Send a fresh key.'),
  'precondition-required': entry('invalid', 428)('Two people may collide here.', 'Send If-Match with the ETag you have read.'),
  'invalid-if-match': malformed('If-Match is not one strong ETag.', 'Send the ETag as it came, or *.'),
  'revision-mismatch': entry('conflict', 412)('The record has changed since you read it.', 'Read it again, then decide again.'),
  'revision-conflict': conflict('Somebody else wrote at the same moment.', 'Read the record again, then decide again.'),
  'concurrent-change': conflict('Others kept writing at the same moment.', 'Read the record again, then decide again.'),
  'stream-exists': conflict('There is such a record already.', 'Use the one that is there.'),
  'invalid-consistency-token': malformed('A consistency token is not accepted.', 'Send the tokens as they came, to the tenant they came from.'),
  'invalid-cursor': malformed('The cursor is not accepted.', 'Send the cursor as it came, or start again without one.'),

  // What the record's rules say
  'invalid-transition': refusal('The record is not in a state from which this is possible.', 'Read it again; see what it allows now.'),
  'already-resolved': refusal('The incident has another resolution already.', 'Reopen it first.'),
  'already-recorded': refusal('The incident is resolved and has this time already.', 'Let an incident manager correct the time.'),
  'reopen-window-over': refusal('It is too late to reopen the incident.', 'Log a new one that reopens it.'),
  'history-diverged': refusal('The case does not continue the history that was imported.', 'Compare the named row with what was imported before.'),
  'missing-data': rule('Something the rules ask for is missing.', 'Give the named fields.'),
  'time-order': rule('The times are in an order that cannot be.', 'Correct the named time.'),
  'follow-up-out-of-range': rule('The follow-up time is outside what the policy allows.', 'Choose a time within the named limit.'),
  'unknown-category': rule('The taxonomy has no such category.', 'Use one of those the answer names.'),
  'unknown-service': rule('No such service is registered.', 'Register it in the catalog, or use one that is.'),
  'unknown-group': rule('No such group is registered.', 'Register it in the catalog, or use one that is.'),
  'link-to-self': rule('A record is not linked to itself.', 'Name another one.'),
  'not-linked': rule('The record has no link to what it is to wait for.', 'Link it first, or correct its id.'),
  'too-many-links': rule('The record has as many links as it may.', 'Raise a problem for what so many have in common.'),
  'unknown-metric': rule('There is no such metric.', 'Use one of those that /v1/insights lists.'),
  'unknown-definition': rule('The metric has no such definition.', 'Use one of its definitions, as in first@1.'),
  'unknown-part': rule('The figure has no such part.', 'Use one of those the answer names.'),
  'unknown-dimension': rule('There is no such dimension.', 'Group by one of those that /docs names.'),
  'unknown-bucket': rule('There is no such bucket.', 'Use hour, day, week or month.'),
  'invalid-range': rule('The range ends before it begins.', 'Send from before to.'),
  'range-too-long': rule('The range has more buckets than one answer holds.', 'Ask for a shorter range or a larger bucket.'),
  'too-many-incidents': rule('More incidents than one answer is computed from.', 'Narrow the query, or leave it out: figures without one have no limit.'),
  'too-many-zones': rule('More reporting zones than are kept.', 'Leave out zones; any other is answered as well, only slower.'),
  'invalid-zone': rule('The time zone is not known.', 'Use an IANA name such as Europe/Berlin.'),
  'cursor-beyond-head': entry('invalid', 416)('The cursor is beyond the end of what was published.', 'Go on from the head, or begin without a cursor.'),

  // Store and stored form
  'store-unavailable': unavailable('The store does not answer.', 'Send the same command again after Retry-After.'),
  'bus-unavailable': unavailable('The bus does not answer.', 'Send the request again after Retry-After.'),
  'read-store-unavailable': unavailable('The read models do not answer.', 'Send the request again after Retry-After; commands still work.'),
  'append-outcome-unknown': unavailable('It is not known whether the command was recorded.', 'Send it again with the same Idempotency-Key; it is recorded once.'),
  'event-too-large': tooLarge('The command makes an event that is too large.', 'Shorten its texts.'),
  'document-too-large': internal('A document of a read model is larger than its database takes.', report),
  'unsafe-write-concern': internal('The address of the read models asks for less than most of the replica set.', 'Leave w and journal out of it, or say w=majority.'),
  'insecure-credentials': internal('The address of the store has a user and no TLS.', 'Use tls=true, or an address without a user.'),
  'invalid-configuration': internal('The process is configured wrongly.', 'Correct the variables that the message names.'),
  'empty-append': internal('An append without events.', report),
  'unstorable-value': invalid('A value cannot be stored to the bit.', 'Send integers below 2^53, and texts without lone surrogates.'),
  'malformed-event': internal('A stored event cannot be read.', 'Run `firebreak verify`, and restore a backup if it names damage.'),
  'unknown-event-type': internal('A stored event is of a type this version does not know.', 'Start the version that wrote it, or a newer one.'),
  'upcaster-chain-broken': internal('An old event type leads to no present one.', report),
  'store-damaged': internal('The store file is not as it was left.', 'Run `firebreak verify`, and restore a backup.'),
  'data-folder-in-use': internal('Another process has the data folder.', 'Stop it, or use another folder.'),
  'port-in-use': internal('Something else listens on the port.', 'Choose another with --port.'),
  'data-format-newer': internal('The data folder was written by a newer version.', 'Start that version or a newer one.'),
  'invalid-position': malformed('The position is none of this store.', 'Use positions as an answer gave them.'),
  'store-behind-topic': internal('The bus has records the store does not have.', 'An older store was restored: rebuild the bus from it.'),

  // Files of an import, as the command line names them
  'bad-mapping': invalid('The mapping is wrong.', 'Correct what the message points at; docs/import.md has every part of a mapping.'),
  'unknown-mapping': invalid('There is no such mapping.', 'Use one of those the message names, or the path of your own.'),
  'unreadable-file': invalid('A file of the import cannot be read.', 'Check that it is there, whole and readable.'),
  'wrong-format': invalid('A file is not of the format that the mapping names.', 'Check the file, and the format in the mapping.'),
  'missing-column': invalid('A file lacks a column that the mapping names.', 'Correct the name in the mapping, or export the column.'),

  // Read models
  'not-started': unavailable('The process is still starting.', 'Send the request again after Retry-After.'),
  'already-skipped': refusal('The revision has been skipped for another reason.', 'Nothing more to do; the list of what was skipped says who did it and why.'),
  'not-parked-there': refusal('The stream is parked at another revision.', 'List what is parked, look at the event it is about, then decide again.'),
  'unknown-projection': notFound('There is no such projection.', 'Check its name.'),
  'unknown-generation': notFound('The read model has no such generation.', 'Use one of those that /v1/admin/projections shows.'),
  'not-verified': refusal('What is being made again has not been found complete.', 'Wait until it has been verified; the refusal says what was wrong at the last look.'),
  'nothing-to-switch-to': refusal('There is no other generation to switch to.', 'Rebuild the read model first.'),
  'nothing-to-roll-back-to': refusal('There is no earlier generation to go back to.', 'Rebuild the read model; the one before is kept for a day.'),
  'switch-under-way': refusal('A switch has been announced and comes within seconds.', 'Wait for it, then ask again.'),
  'invalid-collection': internal('A read model declares its collection wrongly.', report),
  'undeclared-field': internal('A read model is asked for a field it does not declare.', report),
  'invalid-path': internal('A read model names a field that cannot be one.', report),
  'unique-violation': internal('A read model has the same key twice.', 'Rebuild the read model; what it is made from is not touched.'),

  // Load and failure
  'rate-exceeded': tooMany('You send more than your share.', 'Wait as Retry-After says.'),
  'too-many-failures': tooMany('Too many of your requests failed.', 'Wait as Retry-After says, and check what you ask for.'),
  overloaded: unavailable('Too many requests at once.', 'Send the request again after Retry-After.'),
  'shutting-down': unavailable('This process is about to stop.', 'Send the request again; another one, or the next one, will answer.'),
  'position-not-reached': unavailable('What you wrote is not yet to be seen here.', 'Send the request again after Retry-After.'),
  'internal-error': internal('Something is broken on our side.', report),

  // Tokens and keys
  'invalid-token-request': invalid('Such a token is not issued.', 'Name a subject, a tenant, known roles and at most 90 days.'),
  'invalid-signing-key': internal('The signing key cannot be read.', 'Put back the key file from a backup, or remove it to have a new one made.'),
  'weak-secret': internal('A secret is too short.', 'Give at least 32 random bytes.'),
};
