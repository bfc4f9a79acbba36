import { Command } from 'commander';
import { deadlineOf, type Escrow, lastConsentBlock, paymentsOf, type RequestFacts, statusOf } from '@smartcast/client';
import { usingEscrow } from '../identity.ts';
import { type EscrowFlags, withEscrow } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import { findRequest, requestId } from './find.ts';
import type { Moment, RequestReport, RequestSummary, SeatStatus } from './request-report.ts';
import { renderRequest, renderRequests } from './status-text.ts';

type Flags = EscrowFlags & { request?: string; json?: boolean };

/** `smartcast procure status`: the time line of a request, or all requests. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('show the time line of a request, who sits where, and what each gets; or all requests')
    .option('--request <id>', 'the request (default: a line for each)', requestId);
  return withJson(withEscrow(command)).action(async (flags: Flags) => {
    await usingEscrow(flags, undefined, async (escrow) => {
      if (flags.request === undefined) {
        const { number } = await escrow.head();
        const { settleBlocks } = await escrow.limits();
        const requests = (await escrow.requests()).map((facts) => summaryOf(facts, number, settleBlocks));
        print(flags.json, { block: number, requests }, () => renderRequests(number, requests));
        return;
      }
      const report = await reportOf(escrow, await findRequest(escrow, flags.request));
      print(flags.json, report, () => renderRequest(report));
    });
  });
}

function summaryOf(facts: RequestFacts, block: number, settleBlocks: number): RequestSummary {
  const { id, opening, delivered } = facts;
  const status = statusOf(facts, block + 1, settleBlocks);
  return { id, requester: opening.requester, status, deliveries: delivered.length, deadline: deadlineOf(facts) };
}

async function reportOf(escrow: Escrow, facts: RequestFacts): Promise<RequestReport> {
  const { number: block } = await escrow.head();
  const { settleBlocks } = await escrow.limits();
  const { id, terms, opening, payout } = facts;
  const delivered = facts.delivered.map(({ seat }) => seat);
  const winner = facts.delivered.find(({ prover }) => prover === payout?.winner)?.seat;
  const payments = paymentsOf(terms, delivered, winner);
  const status = statusOf(facts, block + 1, settleBlocks);
  // Without a recorded draw the pool pays nothing: its provers could not know who was drawn.
  const isUndrawn = terms.insurance === 'pool' && status === 'settleable' && facts.seed === undefined;
  const isUninsured = isUndrawn || status === 'void' || status === 'lapsed';
  return {
    id,
    status,
    requester: opening.requester,
    block,
    timeline: await timelineOf(escrow, facts, block, settleBlocks),
    seats: await seatsOf(escrow, facts, payments.bySeat),
    refund: payout?.refund ?? payments.refund,
    slashed: payout?.slashed ?? (isUninsured ? 0n : payments.slashed),
    terms,
  };
}

/** What each event of a request means to people. */
const EVENTS: Readonly<Record<string, string>> = {
  Requested: 'requested',
  Drawn: 'the draw was recorded',
  Consented: 'a designate consented',
  Delivered: 'a proof was delivered',
  Settled: 'settled',
};

async function timelineOf(escrow: Escrow, facts: RequestFacts, block: number, settleBlocks: number): Promise<Moment[]> {
  const { terms, payout } = facts;
  const past = (await escrow.history())
    .filter(({ event: { name, args } }) => name in EVENTS && args['id'] === facts.id)
    .map((event): Moment => ({ block: event.block, what: EVENTS[event.event.name]!, isPast: true }));
  const limit = (at: number, what: string): Moment => ({ block: at, what, isPast: block >= at });
  const limits = [
    ...(terms.insurance === 'consent' ? [limit(lastConsentBlock(facts), 'last block to consent')] : []),
    limit(deadlineOf(facts), 'last block to deliver'),
    ...(terms.insurance === 'pool' && payout === undefined
      ? [limit(deadlineOf(facts) + settleBlocks, 'last block to settle before the insurance lapses')]
      : []),
  ];
  return [...past, ...limits].toSorted((a, b) => a.block - b.block);
}

async function seatsOf(escrow: Escrow, facts: RequestFacts, gets: ReadonlyMap<number, bigint>): Promise<SeatStatus[]> {
  const { terms, consented } = facts;
  if ((await escrow.seedOf(facts)) === undefined) return [];
  const deliveries = await escrow.deliveries(facts.id);
  const seats = Array.from({ length: terms.seats }, (_, seat) => seat);
  return Promise.all(
    seats.map(async (seat) => ({
      seat,
      role: seat < terms.designates ? ('designate' as const) : ('committee prover' as const),
      prover: (await escrow.proverAt(facts, seat)).prover,
      consented: consented.some((one) => one.seat === seat),
      deliveredAt: deliveries.find((one) => one.seat === seat)?.block ?? null,
      gets: gets.get(seat) ?? 0n,
    })),
  );
}
