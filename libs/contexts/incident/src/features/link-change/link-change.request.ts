import { MayBeAbsent, OneOf, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { changeRelations, type ChangeRelation } from '../../domain/vocabulary';
import { AddressFields } from '../links.request';

const confidences = ['low', 'medium', 'high'] as const;

export class LinkChangeRequest extends AddressFields {
  @ApiProperty({ maxLength: 200, example: 'CHG-4711', description: 'The change as its own system names it.' })
  @ShortText(200)
  change!: string;

  @ApiProperty({ enum: changeRelations, example: 'caused-by' })
  @OneOf(changeRelations)
  relation!: ChangeRelation;

  @ApiProperty({ enum: confidences, required: false, example: 'medium' })
  @MayBeAbsent()
  @OneOf(confidences)
  confidence?: (typeof confidences)[number];
}
