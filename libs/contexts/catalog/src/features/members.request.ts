import { Checked } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { maxMembers } from '../domain/vocabulary';

// As tokens name a subject; what acts inside the product is nobody's colleague.
const person = /^(?!system:)[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

export class MembersFields {
  @ApiProperty({ type: [String], maxItems: maxMembers, example: ['u-1001', 'u-1002'], description: 'Subject ids, each counted once.' })
  @IsArray()
  @ArrayMaxSize(maxMembers)
  @Checked('subjectId', (value) => (typeof value === 'string' && person.test(value) ? null : 'invalid-id'), { each: true })
  members!: string[];
}
