import { ApiProperty } from '@nestjs/swagger';
import { tiers, type Tier } from '../../domain/vocabulary';

class EntryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'payments-api', description: 'What incidents name it by, to the letter.' })
  key!: string;

  @ApiProperty({ example: 'Payments API' })
  name!: string;

  @ApiProperty({ description: 'Nothing new is filed under a retired entry; what was keeps its name.' })
  retired!: boolean;

  @ApiProperty({ type: 'integer' })
  revision!: number;
}

export class ServiceView extends EntryView {
  @ApiProperty({ type: 'integer', enum: tiers, nullable: true, example: 1, description: '1 is what the organisation misses first.' })
  tier!: Tier | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1200, description: 'People who notice when it fails.' })
  affectedUsers!: number | null;
}

export class GroupView extends EntryView {
  @ApiProperty({ type: [String], example: ['u-1001', 'u-1002'], description: 'Subject ids.' })
  members!: string[];
}

export class ServicePage {
  @ApiProperty({ type: [ServiceView] })
  items!: ServiceView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class GroupPage {
  @ApiProperty({ type: [GroupView] })
  items!: GroupView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
