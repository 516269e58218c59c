import type { Diagnostic } from '@firebreak/query-language';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { BucketAnswer, Exclusion, FigureAnswer, Freshness, GroupAnswer, MetricAnswer, RowAnswer } from '../../domain/metric-answer';

const ms = { type: 'integer', nullable: true, description: 'Milliseconds; null where there is nothing to measure.' } as const;

export class ExclusionView implements Exclusion {
  @ApiProperty({ example: 'opened-inferred' })
  reason!: string;

  @ApiProperty({ type: 'integer' })
  n!: number;
}

/** Which fields a figure has depends on the kind of the definition: duration, count, ratio, stock. */
export class FigureView {
  @ApiProperty({ type: 'integer', description: 'What the value is made of.' })
  n!: number;

  @ApiProperty({ type: 'integer', description: 'Begun here and not ended yet.' })
  nOpen!: number;

  @ApiProperty({ type: 'integer', description: 'Of n, those that rest on a corrected time.' })
  nCorrected!: number;

  @ApiProperty({ type: [ExclusionView] })
  exclusions!: ExclusionView[];

  @ApiPropertyOptional({ type: 'integer', description: 'Duration.' })
  sumMs?: number;

  @ApiPropertyOptional({ ...ms, description: 'sumMs / n, half up.' })
  meanMs?: number | null;

  @ApiPropertyOptional(ms)
  minMs?: number | null;

  @ApiPropertyOptional(ms)
  maxMs?: number | null;

  @ApiPropertyOptional(ms)
  p50?: number | null;

  @ApiPropertyOptional(ms)
  p75?: number | null;

  @ApiPropertyOptional(ms)
  p90?: number | null;

  @ApiPropertyOptional(ms)
  p95?: number | null;

  @ApiPropertyOptional({ type: 'object', nullable: true, additionalProperties: true, description: 'n by what start and end were taken from.' })
  basis?: object | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Count: exact Poisson limits.',
    example: { level: 0.95, lower: 0.0253, upper: 5.5716 },
  })
  interval?: object;

  @ApiPropertyOptional({ type: 'integer', description: 'Ratio: those that were reopened.' })
  hits?: number;

  @ApiPropertyOptional({ type: 'number', nullable: true, description: 'Ratio: null for an empty cohort and one younger than the window.' })
  ratio?: number | null;

  @ApiPropertyOptional({ type: 'integer', description: 'Ratio: of n, those too young to be in it.' })
  nYoung?: number;

  @ApiPropertyOptional({ type: 'integer', nullable: true, description: 'Stock: open at the end; null for what is to come.' })
  open?: number | null;

  @ApiPropertyOptional({ type: 'integer' })
  inflow?: number;

  @ApiPropertyOptional({ type: 'integer' })
  outflow?: number;
}

export class GroupView implements GroupAnswer {
  @ApiProperty({ type: String, nullable: true, example: 'payments-api' })
  value!: string | null;

  @ApiProperty({ type: FigureView })
  figures!: FigureAnswer;
}

export class RowView implements RowAnswer {
  @ApiProperty({ type: FigureView })
  figures!: FigureAnswer;

  @ApiProperty({ type: [GroupView] })
  groups!: GroupView[];
}

export class BucketView extends RowView implements BucketAnswer {
  @ApiProperty({ format: 'date-time' })
  from!: string;

  @ApiProperty({ format: 'date-time' })
  to!: string;
}

export class FreshnessView implements Freshness {
  @ApiProperty({ type: 'integer', description: 'Events recorded and not yet in the facts.' })
  lagEvents!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Age of the latest event in the facts while there are newer ones.' })
  lagMs!: number | null;

  @ApiProperty({ description: 'Facts have changed whose figures are being made.' })
  pending!: boolean;
}

export class MetricView {
  @ApiProperty({ example: 'time-to-restore' })
  metric!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The whole definition: name, version, kind, from, to, subtract, cycles, anchor, attribution, window.',
  })
  definition!: MetricAnswer['definition'];

  @ApiProperty({ enum: ['wall'] })
  clock!: string;

  @ApiProperty({ example: 'Europe/Zurich' })
  zone!: string;

  @ApiProperty({ enum: ['roots', 'entered'] })
  population!: string;

  @ApiProperty({ type: String, nullable: true })
  by!: string | null;

  @ApiProperty({ enum: ['hour', 'day', 'week', 'month'] })
  bucket!: string;

  @ApiProperty({ format: 'date-time' })
  from!: string;

  @ApiProperty({ format: 'date-time' })
  to!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The filter as it was understood.' })
  q!: string | null;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  diagnostics!: readonly Diagnostic[];

  @ApiProperty()
  exact!: boolean;

  @ApiProperty({ type: 'number', nullable: true, description: 'Of the percentiles; 0 where they are exact.' })
  relativeError!: number | null;

  @ApiProperty({ type: [ExclusionView] })
  exclusions!: readonly Exclusion[];

  @ApiProperty({ type: 'integer' })
  nOpen!: number;

  @ApiProperty({ type: 'integer' })
  nCorrected!: number;

  @ApiProperty({ type: FreshnessView })
  freshness!: Freshness;

  @ApiProperty({ type: RowView })
  total!: RowAnswer;

  @ApiProperty({ type: [BucketView] })
  buckets!: readonly BucketAnswer[];
}
