import { CommandAnswer } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';

export class PossibleDuplicateAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'INC-1042' })
  number!: string;

  @ApiProperty({ example: 'Card payments fail' })
  title!: string;
}

export class LogIncidentAnswer extends CommandAnswer {
  @ApiProperty({ type: [PossibleDuplicateAnswer], maxItems: 5, description: 'Open incidents of the same service with a similar title, the most alike first.' })
  possibleDuplicates!: PossibleDuplicateAnswer[];
}
