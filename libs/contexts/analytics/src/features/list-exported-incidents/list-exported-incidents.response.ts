import { ApiProperty } from '@nestjs/swagger';
import type { ExportedIncident } from '../../fact-view';

export class ExportedIncidentPage {
  @ApiProperty({ type: [String], description: 'In the order of a file.' })
  columns!: readonly string[];

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, description: 'A value for every column; null where there is none.' })
  items!: readonly ExportedIncident[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
