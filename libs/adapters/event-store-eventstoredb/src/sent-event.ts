import { BinaryReader } from 'google-protobuf';

type Bytes = Uint8Array | null;

/** An event of an answer, its parts where they lie in it: they are made into text by those alone who want them. */
export class SentEvent {
  /** False for a link whose event is gone. */
  isThere = false;
  revision = 0;
  commit = '0';
  prepare = '0';
  idBytes: Bytes = null;
  streamBytes: Bytes = null;
  typeBytes: Bytes = null;
  metadataBytes: Bytes = null;
  dataBytes: Bytes = null;

  constructor(private readonly answer: Buffer) {}

  /** The client asks it of an answer that it is to parse itself, and would pass over one that does not say. */
  hasEvent(): never {
    throw new Error('events are handed over as they were sent: read them by asRecorded or eachRecorded');
  }

  get id(): string {
    return this.text(this.idBytes);
  }

  get stream(): string {
    return this.text(this.streamBytes);
  }

  get type(): string {
    return this.text(this.typeBytes);
  }

  get metadata(): string {
    return this.text(this.metadataBytes);
  }

  get data(): string {
    return this.text(this.dataBytes);
  }

  text(part: Bytes): string {
    if (part === null) return '';
    const begin = part.byteOffset - this.answer.byteOffset;
    return this.answer.toString('utf8', begin, begin + part.byteLength);
  }
}

/** One that `read` leaves where it is is passed over. */
const eachField = (reader: BinaryReader, read: (field: number) => void): void => {
  while (reader.nextField() && !reader.isEndGroup()) {
    const place = reader.getCursor();
    read(reader.getFieldNumber());
    if (reader.getCursor() === place) reader.skipField();
  }
};

const nested = (reader: BinaryReader, read: (reader: BinaryReader, field: number) => void): void =>
  reader.readMessage(null as never, () => eachField(reader, (field) => read(reader, field)));

const readHeader = (sent: SentEvent, reader: BinaryReader): void => {
  let name: Bytes = null;
  let value: Bytes = null;
  nested(reader, (entry, field) => {
    if (field === 1) name = entry.readBytes();
    if (field === 2) value = entry.readBytes();
  });
  if (sent.text(name) === 'type') sent.typeBytes = value;
};

const readRecorded = (sent: SentEvent, reader: BinaryReader, field: number): void => {
  switch (field) {
    case 1:
      return nested(reader, (uuid, part) => part === 2 && (sent.idBytes = uuid.readBytes()));
    case 2:
      return nested(reader, (identifier, part) => part === 3 && (sent.streamBytes = identifier.readBytes()));
    case 3:
      return void (sent.revision = reader.readUint64());
    case 4:
      return void (sent.prepare = reader.readUint64String());
    case 5:
      return void (sent.commit = reader.readUint64String());
    case 6:
      return readHeader(sent, reader);
    case 7:
      return void (sent.metadataBytes = reader.readBytes());
    case 8:
      return void (sent.dataBytes = reader.readBytes());
  }
};

/** Field 1, of a length: whatever else an answer tells begins in another way. */
const eventTag = 0x0a;

/**
 * An event out of the bytes of an answer, by the numbers that fields have in the server's `streams.proto` and `shared.proto`.
 * @returns null where the answer is about something else
 */
export const sentEvent = (answer: Buffer): SentEvent | null => {
  if (answer[0] !== eventTag) return null;
  const sent = new SentEvent(answer);
  // A Buffer would be copied.
  const reader = new BinaryReader(new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength));
  eachField(reader, (field) => {
    if (field !== 1) return;
    nested(reader, (resolved, part) => {
      if (part !== 1) return;
      sent.isThere = true;
      nested(resolved, (recorded, of) => readRecorded(sent, recorded, of));
    });
  });
  return sent;
};
