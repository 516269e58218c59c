import { OneOf, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { incidentRelations, type IncidentRelation } from '../../domain/vocabulary';

export class LinkIncidentRequest {
  @ApiProperty({ maxLength: 64, example: 'INC-7', description: 'Id or number of the other incident.' })
  @ShortText(64)
  incident!: string;

  @ApiProperty({ enum: incidentRelations, example: 'related' })
  @OneOf(incidentRelations)
  relation!: IncidentRelation;
}
