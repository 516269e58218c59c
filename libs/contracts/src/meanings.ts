/** What has happened when a subscriber meets the contract. */
export const incidentMeanings = {
  IncidentLogged: 'An incident was logged, by a person, an alert or an import.',
  IncidentCategorized: 'Category, service or configuration item were set or changed.',
  IncidentPrioritized: 'Impact and urgency were set or changed, and the priority follows from the matrix of that version.',
  IncidentTriaged: 'Category and priority are known; the incident may be assigned.',
  IncidentPriorityOverridden: 'A person set another priority than the matrix gives.',
  IncidentAssigned: 'The incident went to a group, a person or both; null means that nobody holds that place.',
  IncidentWorkStarted: 'Somebody began to work on the incident.',
  IncidentPutOnHold: 'Work waits for somebody or something that is named.',
  IncidentResumed: 'What work waited for is there, or the follow-up time has come.',
  IncidentMilestoneRecorded: 'One of the times of the service became known: when the impact began, was detected, acknowledged, mitigated, over, or began again.',
  IncidentTimeCorrected: 'A time that was recorded before was wrong; figures take the corrected one.',
  IncidentResolved: 'Service is restored, in the eyes of whoever resolved it; the cycle counts the resolutions of one incident.',
  IncidentReopened: 'The resolution did not hold; the next cycle begins.',
  IncidentClosed: 'The resolution was confirmed, or nobody objected in time.',
  IncidentCancelled: 'It was none, or it belongs elsewhere; it counts in no figure of incidents.',
  IncidentLinkedToProblem: 'A problem is named as what lies behind the incident.',
  IncidentUnlinkedFromProblem: 'A problem is no longer named as what lies behind the incident.',
  IncidentLinkedToChange: 'A change is named that caused, fixes or blocks the incident.',
  IncidentActivityRecorded: 'Something happened to the incident that leaves its context by kind alone; it keeps the sequence without a hole.',
} as const;

export const catalogMeanings = {
  ServiceRegistered: 'A service may now be named by incidents.',
  ServiceChanged: 'Name, tier, number of users or retirement of a service changed; the whole entry as it is now.',
  GroupChanged: 'A group was registered or changed; the whole entry as it is now.',
  CatalogActivityRecorded: 'Something happened to the catalog that leaves its context by kind alone; it keeps the sequence without a hole.',
} as const;
