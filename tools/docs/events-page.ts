import { ceType, type ContractType } from '@firebreak/contracts';

interface Property {
  readonly type?: string;
  readonly const?: unknown;
  readonly description?: string;
  readonly anyOf?: readonly Property[];
  readonly items?: Property;
  readonly properties?: Readonly<Record<string, Property>>;
}

const intro = `# Events

What Firebreak tells everybody who subscribes. Every event of a published category is one record on the topic of its category,
as CloudEvents 1.0 in binary mode: attributes in the headers, the data as JSON in the value. The same records come over HTTP,
page by page and without Kafka, from \`GET /v1/feed?after=CURSOR\`.

\`npm run docs\` writes this page from the contracts (\`libs/contracts\`). Machines read [asyncapi.yaml](../libs/contracts/asyncapi.yaml)
and the [JSON Schemas](../libs/contracts/schemas).

## What a subscriber may rely on

- **Topics** are \`firebreak.<category>.v1\`, they keep everything: a new subscriber reads from the beginning.
- **The key** of a record is its stream, one stream for each incident. A stream lies in one partition, in order.
- **\`ce_sequence\`** is the revision in the stream, from 0 and without a hole: a missing number is a missing record.
- **At least once.** A record may come again. Per partition, drop every record whose \`x-src-pos\` is not greater, as text, than the
  greatest one taken so far; \`ReaderRule\` in \`libs/event-sourcing\` is these few lines. Or keep \`ce_sequence\` with what
  you store for a stream, and drop what is not above it: this also holds after a rewind of offsets.
- **Pass over** records of the type \`firebreak.progress\`: they say how far a partition is and carry nothing.
- **New fields may come** at any time in any contract; take them. A field never goes, never gets another meaning and never says
  something new within one version: what would break a subscriber is a new version beside the old one.
- **Nothing personal** is in a contract but the ids of people who acted; texts of people stay inside. What is not for others
  is told by its kind alone, so that the sequence stays whole.
- **Imported history** has \`ce_origin: imported\` and its own times in \`ce_time\`; \`ce_recordedtime\` is when it was imported.
`;

const told = (property: Property): string => {
  if (property.anyOf) {
    const each = [...new Set(property.anyOf.map(told))];
    return each.length > 1 && each.includes('null') ? `${each.filter((one) => one !== 'null').join(', ')} or null` : each.join(', ');
  }
  if (property.const !== undefined) return `\`${String(property.const)}\``;
  if (property.items) return `list of ${told(property.items)}`;
  if (property.properties) return Object.entries(property.properties).map(([name, inner]) => `${name}: ${told(inner)}`).join('; ');
  return property.description === undefined ? (property.type ?? 'anything') : `${property.type} (${property.description})`;
};

const section = (contract: ContractType): string => {
  const fields = Object.entries((contract.schema as Property).properties ?? {});
  const rows = fields.map(([name, property]) => `| \`${name}\` | ${told(property)} |`);
  return [`### ${contract.name}`, '', contract.meaning, '', `Type \`${ceType(contract.name, contract.version)}\`.`, '', '| Field | What stands there |', '|---|---|', ...rows, ''].join('\n');
};

/** One section a contract, by category, in the order of the registry. */
export const eventsPage = (contracts: readonly ContractType[]): string => {
  const categories = [...new Set(contracts.map(({ category }) => category))];
  const parts = categories.map((category) => {
    const own = contracts.filter((each) => each.category === category);
    return [`## Topic \`firebreak.${category}.v1\``, '', ...own.map(section)].join('\n');
  });
  return `${[intro, ...parts].join('\n').trimEnd()}\n`;
};
