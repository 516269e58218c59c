import { ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { maxImported, maxKeyLength } from '../../domain/vocabulary';

export class RegisterImportedRequest {
  @ApiProperty({ maxLength: 100, example: 'helpdesk', description: 'The system whose records name the entries.' })
  @ShortText(100)
  source!: string;

  @ApiProperty({ type: [String], maxItems: maxImported, example: ['payments-api', 'WBS000072'] })
  @IsArray()
  @ArrayMaxSize(maxImported)
  @ShortText(maxKeyLength, { each: true })
  services!: string[];

  @ApiProperty({ type: [String], maxItems: maxImported, example: ['Group 56'] })
  @IsArray()
  @ArrayMaxSize(maxImported)
  @ShortText(maxKeyLength, { each: true })
  groups!: string[];
}
