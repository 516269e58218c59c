import { ApiProperty } from '@nestjs/swagger';

class Generation {
  @ApiProperty({ type: 'integer', example: 2 })
  generation!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Events that it has not applied; of the event store no more than 1,000 are counted. Null where this replica has not opened it yet.' })
  lag!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'In the making: events applied of those that were there when it began.' })
  done!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Events that were there when it began; null until they are counted.' })
  target!: number | null;
}

class ProjectionStats {
  @ApiProperty({ example: 'incident-facts' })
  name!: string;

  @ApiProperty({ type: 'integer', description: 'Since this replica started, as all counts here.' })
  applied!: number;

  @ApiProperty({ type: 'integer' })
  duplicates!: number;

  @ApiProperty({ type: 'integer' })
  healed!: number;

  @ApiProperty({ type: 'integer' })
  parked!: number;

  @ApiProperty({ type: 'integer' })
  skipped!: number;

  @ApiProperty({ type: 'integer' })
  retries!: number;
}

/** Read models that are fed together and made again together. */
export class ReadModel {
  @ApiProperty({ example: 'analytics' })
  name!: string;

  @ApiProperty({ enum: ['store', 'bus'] })
  source!: 'store' | 'bus';

  @ApiProperty({ type: [String], example: ['incident'] })
  follows!: readonly string[];

  @ApiProperty({ enum: ['idle', 'building', 'verified', 'switching', 'rolling-back'] })
  phase!: string;

  @ApiProperty({ type: [ProjectionStats] })
  projections!: readonly ProjectionStats[];

  @ApiProperty({ type: Generation })
  live!: Generation;

  @ApiProperty({ type: Generation, nullable: true })
  building!: Generation | null;

  @ApiProperty({ type: Generation, nullable: true, description: 'Kept up to date for a roll-back.' })
  previous!: Generation | null;

  @ApiProperty({ description: 'Waits for a switch when it is verified.' })
  manual!: boolean;

  @ApiProperty({ type: String, nullable: true, enum: ['streams-differ', 'streams-parked', 'sample-differs', 'figures-pending'], description: 'What was wrong with what is in the making at the last look.' })
  refusal!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Since when what is in the making is compared with its source, which takes minutes where there is much of it.' })
  verifyingSince!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  verifiedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  switchedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the previous one is given up.' })
  keptUntil!: string | null;
}

export class ReadModelList {
  @ApiProperty({ type: [ReadModel] })
  items!: readonly ReadModel[];
}

class DifferentStream {
  @ApiProperty({ example: 'incident-default.0190f6a2-7f3e-7c3a-9b51-1e2d3c4b5a69' })
  stream!: string;

  @ApiProperty({ enum: ['missing', 'behind', 'ahead', 'surplus', 'parked'] })
  difference!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Revision of the document; null where there is none.' })
  document!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Revision of the stream; null where there is none.' })
  source!: number | null;
}

class DigestPair {
  @ApiProperty({ example: 'b7c61a20bd1a…' })
  documents!: string;

  @ApiProperty({ example: 'b7c61a20bd1a…' })
  source!: string;
}

class SampleResult {
  @ApiProperty({ type: 'integer', example: 1_000 })
  streams!: number;

  @ApiProperty({ type: [String], description: 'Whose document is not what its events come to.' })
  different!: readonly string[];
}

class ProjectionResult {
  @ApiProperty({ example: 'incident-facts' })
  projection!: string;

  @ApiProperty({ type: 'integer', description: 'Streams of the source.' })
  streams!: number;

  @ApiProperty({ type: 'integer' })
  documents!: number;

  @ApiProperty({ type: DigestPair, description: 'Over stream and revision, in no order: equal where every document stands where its stream does.' })
  digest!: DigestPair;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { missing: 0, behind: 0, ahead: 0, surplus: 0, parked: 0 } })
  counts!: Readonly<Record<string, number>>;

  @ApiProperty({ type: [DifferentStream], description: 'The first hundred of them, those of your own tenant.' })
  differences!: readonly DifferentStream[];

  @ApiProperty({ type: SampleResult, description: 'Folded again from the source, up to a thousand streams.' })
  sample!: SampleResult;

  @ApiProperty()
  isComplete!: boolean;
}

/** It takes longer than a request may; the same request again hears what came of it. */
export class AuditUnderWay {
  @ApiProperty({ example: 'analytics' })
  name!: string;

  @ApiProperty({ enum: [true] })
  isUnderWay!: true;
}

export class ReadModelAudit {
  @ApiProperty({ example: 'analytics' })
  name!: string;

  @ApiProperty({ type: 'integer', example: 1 })
  generation!: number;

  @ApiProperty()
  isLive!: boolean;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: String, nullable: true, description: 'How far the source was read; only the source understands it.' })
  position!: string | null;

  @ApiProperty({ type: [ProjectionResult] })
  projections!: readonly ProjectionResult[];

  @ApiProperty({ type: 'integer', nullable: true, description: 'Documents whose figures are still to be made, counted up to 1,000; null where none are made.' })
  pending!: number | null;

  @ApiProperty({ description: 'Every document stands where its stream does, and every one of the sample is what its events come to.' })
  isComplete!: boolean;
}
