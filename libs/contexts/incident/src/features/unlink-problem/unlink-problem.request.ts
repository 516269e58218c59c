import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { UnlinkFields } from '../links.request';

export class UnlinkProblemRequest extends UnlinkFields {
  @ApiProperty({ maxLength: 200, example: 'PRB-17' })
  @ShortText(200)
  problem!: string;
}
