import { counted, table } from '../plan/text.ts';
import { ether } from '../output.ts';
import type { RequestReport, RequestSummary } from './request-report.ts';

export function renderRequests(block: number, requests: readonly RequestSummary[]): string {
  const lines = requests.map(
    ({ id, status, deliveries, deadline }) => `${id}  ${status}, ${deliveries} delivered, deadline ${deadline}`,
  );
  return [`${counted(requests.length, 'request')} (block ${block})`, ...lines].join('\n');
}

/** One request for people: its time line, its seats, its money. */
export function renderRequest(report: RequestReport): string {
  const { id, status, block, timeline, seats, refund, slashed } = report;
  const isOver = status === 'settled';
  const moments = timeline.map(({ block: at, what, isPast }) => `  ${isPast ? '·' : '>'} block ${at}: ${what}`);
  const rows = seats.map(({ seat, role, prover, deliveredAt, gets }) => [
    `${seat}`,
    role,
    prover,
    deliveredAt === null ? '' : `block ${deliveredAt}`,
    ether(gets),
  ]);
  const paid = isOver ? 'gets' : 'would get now';
  return [
    `request ${id}: ${status} (block ${block})`,
    ...moments,
    seats.length === 0 ? 'nobody is drawn yet' : table(['seat', 'role', 'prover', 'delivered', paid], rows),
    `the requester ${paid} ${ether(refund)} of its deposit, and ${ether(slashed)} from bonds`,
  ].join('\n');
}
