/** That the caller sends it is the confirmation. */
export class CloseIncidentRequest {}
