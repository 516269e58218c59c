import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { maxKeyLength } from '../../domain/vocabulary';
import { MembersFields } from '../members.request';

export class RegisterGroupRequest extends MembersFields {
  @ApiProperty({ maxLength: maxKeyLength, example: 'Group 56', description: 'What incidents name it by, to the letter; it never changes.' })
  @ShortText(maxKeyLength)
  key!: string;

  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200, example: 'Network', description: 'The key where absent.' })
  @IsOptional()
  @ShortText(200)
  name?: string | null;
}
