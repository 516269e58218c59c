import { ApiProperty } from '@nestjs/swagger';
import type { Definition } from '../../domain/definitions';

export class MetricItem {
  @ApiProperty({ example: 'time-to-resolve' })
  metric!: string;

  @ApiProperty({ example: 'first@1', description: 'What holds where no definition is named.' })
  default!: string;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, description: 'As data, with a description for people.' })
  definitions!: readonly Definition[];
}

export class MetricList {
  @ApiProperty({ type: 'integer', description: 'Of the reporting policy; 0 before one was published.' })
  policyVersion!: number;

  @ApiProperty({ type: [String], example: ['UTC', 'Europe/Zurich'], description: 'Zones whose days are kept ready. Any other is answered as well.' })
  reportingZones!: readonly string[];

  @ApiProperty({ type: [String], description: 'What `by` takes.' })
  dimensions!: readonly string[];

  @ApiProperty({ type: [MetricItem] })
  items!: MetricItem[];
}
