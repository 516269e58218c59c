import { MembersFields } from '../members.request';

export class SetGroupMembersRequest extends MembersFields {}
