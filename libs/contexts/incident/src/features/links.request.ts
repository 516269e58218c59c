import { Checked, ShortText } from '@firebreak/http';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

const maxAddress = 2_000;

const isWebAddress = (value: unknown): boolean => {
  if (typeof value !== 'string' || value.length > maxAddress || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
};

/** Where a record of another system is found: nothing that a browser would run, nothing that holds a password. */
const WebAddress = (): PropertyDecorator => Checked('webAddress', (value) => (isWebAddress(value) ? null : 'wrong-form'));

/** A link that may say where its other end is found. */
export class AddressFields {
  @ApiProperty({ type: String, format: 'uri', nullable: true, required: false, maxLength: maxAddress, example: 'https://changes.example.org/CHG-4711' })
  @IsOptional()
  @WebAddress()
  url?: string | null;
}

/** Why a link is removed. */
export class UnlinkFields {
  @ApiProperty({ maxLength: 500, example: 'Linked by mistake.' })
  @ShortText(500)
  reason!: string;
}
