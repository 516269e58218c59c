import { streamParts, type Found } from '@firebreak/event-sourcing';
import type { ListedEntry } from './catalog-list.projection';
import type { GroupView, ServiceView } from './view-catalog.response';

type Common = Pick<ServiceView, 'id' | 'key' | 'name' | 'retired' | 'revision'>;

const common = ({ id, doc: { key, name, retired, rev } }: Found<ListedEntry>): Common => {
  const stream = streamParts(id).id;
  return { id: stream.slice(stream.indexOf(':') + 1), key, name, retired, revision: rev };
};

export const serviceView = (found: Found<ListedEntry>): ServiceView => ({ ...common(found), tier: found.doc.tier, affectedUsers: found.doc.affectedUsers });

export const groupView = (found: Found<ListedEntry>): GroupView => ({ ...common(found), members: [...found.doc.members] });
