import { ApiProperty } from '@nestjs/swagger';
import { figureParts, type FigureIncident, type FigurePart } from '../../domain/figure-parts';

export class FigureIncidentView implements FigureIncident {
  @ApiProperty({ format: 'uuid', type: String, nullable: true, description: 'Null, as the number, for one that you may not see: it counts all the same.' })
  id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'INC-1042' })
  number!: string | null;

  @ApiProperty()
  restricted!: boolean;

  @ApiProperty({ format: 'date-time', description: 'When it counts.' })
  at!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Milliseconds, for durations.' })
  valueMs!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Its value of `by`.' })
  group!: string | null;

  @ApiProperty({ enum: figureParts })
  part!: FigurePart;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is left out.' })
  reason!: string | null;

  @ApiProperty()
  corrected!: boolean;
}

export class FigureIncidentPage {
  @ApiProperty({ type: [FigureIncidentView] })
  items!: readonly FigureIncidentView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
