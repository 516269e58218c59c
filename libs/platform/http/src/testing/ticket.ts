import { createEventCodec, event, refused, type Command, type Decision, type DomainEvent, type EvolvedEvent } from '@firebreak/event-sourcing';

/** The smallest record that a command can change: enough for the edge's own specs. */
export type TicketEvent =
  | DomainEvent<'TicketOpened', { readonly title: string; readonly priority: number; readonly openedAt: string }>
  | DomainEvent<'TicketRenamed', { readonly title: string }>
  | DomainEvent<'TicketClosed', { readonly at: string }>;

export interface Ticket {
  readonly status: 'Absent' | 'Open' | 'Closed';
  readonly title: string;
  readonly openedAt: string;
}

export const ticketCodec = createEventCodec<TicketEvent>({
  TicketOpened: { personal: [] },
  TicketRenamed: { personal: [] },
  TicketClosed: { personal: [] },
});

const evolve = (ticket: Ticket, happened: EvolvedEvent<TicketEvent>): Ticket => {
  switch (happened.type) {
    case 'TicketOpened':
      return { status: 'Open', title: happened.data.title, openedAt: happened.data.openedAt };
    case 'TicketRenamed':
      return { ...ticket, title: happened.data.title };
    case 'TicketClosed':
      return { ...ticket, status: 'Closed' };
  }
};

export const ticketAggregate = { initialState: { status: 'Absent', title: '', openedAt: '' } as Ticket, evolve };

type TicketDecision<Data extends object> = Decision<Command<string, Data>, Ticket, TicketEvent>;

export const openTicket: TicketDecision<{ title: string; priority: number; openedAt: string }> = ({ data }) => [event('TicketOpened', data)];

export const renameTicket: TicketDecision<{ title: string }> = ({ data }, ticket) =>
  ticket.title === data.title ? [] : [event('TicketRenamed', data)];

export const closeTicket: TicketDecision<object> = ({ meta }, { status }) => {
  if (status !== 'Open') throw refused('invalid-transition', { status, rule: 'close is allowed from Open', whatToDo: 'read the ticket again' });
  return [event('TicketClosed', { at: meta.now })];
};
