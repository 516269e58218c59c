import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';

export class ChangeGroupRequest {
  @ApiProperty({ maxLength: 200, example: 'Network and telephony' })
  @ShortText(200)
  name!: string;
}
