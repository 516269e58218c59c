import { FreeText, RecordKey, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, ValidateIf } from 'class-validator';

export class AssignIncidentRequest {
  @ApiProperty({ type: String, nullable: true, maxLength: 100, example: 'network', description: 'A registered group; null gives it back to the desk.' })
  @ValidateIf((_body, group) => group !== null)
  @ShortText(100)
  group!: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'person-23' })
  @IsOptional()
  @RecordKey()
  assignee?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 2_000, example: 'They run the gateway.', description: 'Back to the desk has one.' })
  @IsOptional()
  @FreeText(2_000)
  reason?: string | null;
}
