import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { UnlinkFields } from '../links.request';

export class UnlinkIncidentRequest extends UnlinkFields {
  @ApiProperty({ maxLength: 64, example: 'INC-7', description: 'Id or number of the other incident.' })
  @ShortText(64)
  incident!: string;
}
