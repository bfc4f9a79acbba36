import { expect } from 'chai';
import * as draw from '../../packages/client/src/market/draw.ts';
import {
  EPOCH,
  POOL,
  SINK,
  creatorOf,
  deployMarket,
  drawCommittee,
  ethers,
  finalize,
  idOf,
  passDeadline,
  registerTasks,
  registerWorkers,
  signReport,
} from './market.ts';

describe('SmartCastMarket: the life of an epoch', () => {
  it('draws committees as the mechanism library says', async () => {
    const fixture = await deployMarket();
    const { market, config } = fixture;
    await registerWorkers(fixture, 14);
    await registerTasks(fixture, 5);
    const { closesAt } = await market.poolState(POOL);
    const { seed, workers, tasks } = await finalize(fixture);

    const word = BigInt(ethers.keccak256(ethers.toBeHex(closesAt, 32)));
    expect(seed).to.equal(draw.drawSeed(word, Number(POOL), Number(EPOCH)));

    const epoch = { seed, workers: Number(workers), tasks: Number(tasks) };
    const members = Number(config.members);
    expect(epoch).to.deep.include({ workers: 14, tasks: 5 });
    for (let index = 0; index < epoch.workers; index++) {
      const place = draw.seatOfWorker(epoch, members, index);
      const [assigned, committee, seat] = await market.seatOf(idOf(index));
      expect(assigned).to.equal(place !== undefined);
      if (place === undefined) continue;
      expect([committee, seat]).to.deep.equal([idOf(place.committee), BigInt(place.seat)]);
      expect(await market.memberAt(committee, seat)).to.equal(idOf(draw.workerAt(epoch, members, place)));
    }
    for (let index = 0; index < epoch.tasks; index++) {
      const position = draw.committeeOfTask(epoch, members, index);
      const [filled, committee] = await market.committeeOf(idOf(index));
      expect(filled).to.equal(position !== undefined);
      if (position === undefined) continue;
      expect(committee).to.equal(idOf(position));
      expect(await market.taskOf(committee)).to.equal(idOf(draw.taskAt(epoch, position)));
    }
  });

  it('pays members for friendship and returns everything else where it belongs', async () => {
    const fixture = await deployMarket();
    const { market, config, endowment, signers } = fixture;
    const { members, order, tasks, task, committee, draw: drawn } = await drawCommittee(fixture, 6, 2);

    // Seat 0 reports by itself and dislikes seat 3; seats 1 and 2 let a stranger report; seat 3 never does.
    await market.connect(members[0]!.signer).report(members[0]!.id, 0b0111n, drawn.seed);
    const signed = await Promise.all(members.slice(1, 3).map((m) => signReport(market, m, 0b1111n, drawn.seed)));
    await market.connect(creatorOf(signers)).reportAll(signed);
    expect([...(await market.reportsOf(committee))]).to.deep.equal([0b0111n, 0b1111n, 0b1111n, 0n]);

    const bystander = order[5]!;
    const returning = market.connect(bystander.signer).claim(bystander.id, bystander.signer);
    await expect(returning).to.changeEtherBalance(ethers, bystander.signer, config.collateral);
    const unfilled = tasks.find((id) => id !== task)!;
    const creator = creatorOf(signers);
    await expect(market.connect(creator).refund(unfilled, creator)).to.changeEtherBalance(ethers, creator, endowment);

    await passDeadline(fixture);
    for (const { id, signer } of members.slice(0, 3)) {
      const paying = market.connect(signer).claim(id, signer);
      await expect(paying).to.changeEtherBalance(ethers, signer, 2n * config.theta + config.collateral);
    }
    await expect(market.sweep(task)).to.changeEtherBalance(ethers, SINK, 6n * config.theta + config.collateral);
    await market.connect(order[4]!.signer).claim(order[4]!.id, order[4]!.signer);
    expect(await ethers.provider.getBalance(market)).to.equal(0n);
  });
});
