import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class RecordPlace {
  @ApiProperty({ example: 'firebreak.incident.v1' })
  topic!: string;

  @ApiProperty({ type: 'integer' })
  partition!: number;

  @ApiProperty({ example: '4711' })
  offset!: string;
}

class RawBytes {
  @ApiProperty({ format: 'byte', description: 'The first 4 KiB.' })
  base64!: string;

  @ApiProperty({ type: 'integer', description: 'Of all of it, in bytes.' })
  size!: number;
}

class ParkedItem {
  @ApiProperty({ example: 'incident-facts' })
  projection!: string;

  @ApiProperty({ example: 'incident-default.0190f6a2-7f3e-7c3a-9b51-1e2d3c4b5a69', description: 'Of a record that belongs to no stream: topic:partition:offset.' })
  stream!: string;

  @ApiProperty({ type: 'integer', description: 'The first revision that is not applied; of a record that belongs to no stream, its offset.' })
  revision!: number;

  @ApiProperty({ enum: ['poison', 'gap', 'malformed', 'foreign'] })
  reason!: string;

  @ApiProperty({ example: 'TypeError: no such priority' })
  error!: string;

  @ApiProperty({ type: RawBytes, nullable: true, description: 'What could not be read.' })
  raw!: RawBytes | null;

  @ApiProperty({ type: RecordPlace, nullable: true, description: 'Null for an event of the event store.' })
  record!: RecordPlace | null;

  @ApiPropertyOptional({ enum: [true], description: 'What is missing is being looked for in the source; the stream goes on by itself where it is found.' })
  isSearched?: true;

  @ApiProperty({ format: 'date-time' })
  parkedAt!: string;

  @ApiProperty({ type: 'integer' })
  attempts!: number;
}

export class ParkedList {
  @ApiProperty({ type: [ParkedItem] })
  items!: readonly ParkedItem[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { 'incident-facts': 1 }, description: 'How many there are in all, by read model.' })
  counts!: Readonly<Record<string, number>>;
}

export class RetryAnswer {
  @ApiProperty({ description: 'Whether it is parked still.' })
  parked!: boolean;
}

class SkippedRevision {
  @ApiProperty({ type: 'integer' })
  revision!: number;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ enum: ['poison', 'gap', 'malformed', 'foreign'], description: 'Why it was parked.' })
  parkedFor!: string;

  @ApiProperty({ example: 'TypeError: no such priority' })
  error!: string;

  @ApiProperty({ example: 'ada', description: 'Who decided.' })
  by!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

class SkippedStream {
  @ApiProperty({ example: 'incident-facts' })
  projection!: string;

  @ApiProperty()
  stream!: string;

  @ApiProperty({ type: [SkippedRevision] })
  revisions!: readonly SkippedRevision[];
}

export class SkippedList {
  @ApiProperty({ type: [SkippedStream] })
  items!: readonly SkippedStream[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
