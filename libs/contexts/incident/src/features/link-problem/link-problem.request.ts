import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { AddressFields } from '../links.request';

export class LinkProblemRequest extends AddressFields {
  @ApiProperty({ maxLength: 200, example: 'PRB-17', description: 'The problem here, or as another system names it.' })
  @ShortText(200)
  problem!: string;
}
