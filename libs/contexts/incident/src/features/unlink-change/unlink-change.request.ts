import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { UnlinkFields } from '../links.request';

export class UnlinkChangeRequest extends UnlinkFields {
  @ApiProperty({ maxLength: 200, example: 'CHG-4711' })
  @ShortText(200)
  change!: string;
}
