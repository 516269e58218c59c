import { ceType, contractHeaders, type ContractType } from './contract';

type Json = Readonly<Record<string, unknown>>;

const text = (description: string): Json => ({ type: 'string', description });

/** What each header of a record says. Kafka carries them as UTF-8 text. */
const headerMeanings: Readonly<Record<keyof typeof contractHeaders, string>> = {
  specVersion: 'CloudEvents version',
  id: 'Identity of the event; the same event always has the same',
  type: 'Contract and version',
  source: 'Where it comes from, by tenant',
  subject: 'The stream, which is also the key',
  time: 'When it happened, UTC; of an imported event the time of its source',
  contentType: 'Of the value',
  dataSchema: 'Identity of the JSON Schema of the value',
  sequence: 'Revision of the event in its stream, from 0, without a hole',
  tenant: 'Whose event it is',
  actor: 'Who did it: a person, a service or a timer',
  origin: 'live or imported',
  recordedAt: 'When it was recorded, UTC; never earlier than the one before in its stream',
  correlationId: 'What one request brought about has the same',
  causationId: 'The event or command behind it, where there is one',
};

const constants: Readonly<Partial<Record<keyof typeof contractHeaders, string>>> = { specVersion: '1.0', contentType: 'application/json' };

const headersOf = (contract: ContractType): Json => {
  const fixed: typeof constants = { ...constants, type: ceType(contract.name, contract.version), dataSchema: `urn:firebreak:contract:${contract.name}:v${contract.version}` };
  const names = Object.keys(contractHeaders) as (keyof typeof contractHeaders)[];
  const described = names.map((name): [string, Json] => [contractHeaders[name], { ...text(headerMeanings[name]), ...(fixed[name] === undefined ? {} : { const: fixed[name] }) }]);
  const required = names.filter((name) => name !== 'causationId').map((name) => contractHeaders[name]);
  const traced = { ce_traceparent: text('W3C trace context of the event (the CloudEvents extension), where traces are on; the same for every copy of a record') };
  return { type: 'object', required, properties: { ...Object.fromEntries(described), ...traced } };
};

const messageOf = (contract: ContractType): Json => ({
  name: ceType(contract.name, contract.version),
  title: contract.name,
  summary: contract.meaning,
  contentType: 'application/json',
  headers: headersOf(contract),
  payload: JSON.parse(JSON.stringify(contract.schema)) as unknown,
  bindings: { kafka: { key: text('The stream'), bindingVersion: '0.5.0' } },
});

const channelOf = (category: string, contracts: readonly ContractType[]): Json => ({
  address: `firebreak.${category}.v1`,
  title: category,
  description: 'Keeps everything. Records of one stream lie in one partition, in order; one may lie there more than once.',
  messages: Object.fromEntries(contracts.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }])),
  bindings: { kafka: { topic: `firebreak.${category}.v1`, bindingVersion: '0.5.0' } },
});

/** The topics and records that Firebreak publishes, as an AsyncAPI 3.0 document. */
export const asyncApi = (contracts: readonly ContractType[]): Json => {
  const categories = [...new Set(contracts.map(({ category }) => category))];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Firebreak domain events',
      version: '1.0.0',
      description: 'What Firebreak tells everybody who subscribes: CloudEvents 1.0 in binary mode, one record for every event of the published categories.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(categories.map((category) => [category, channelOf(category, contracts.filter((each) => each.category === category))])),
    operations: Object.fromEntries(
      categories.map((category) => [`publish-${category}`, { action: 'send', channel: { $ref: `#/channels/${category}` }, summary: `Publishes what happened in ${category}.` }]),
    ),
    components: { messages: Object.fromEntries(contracts.map((contract) => [contract.name, messageOf(contract)])) },
  };
};
