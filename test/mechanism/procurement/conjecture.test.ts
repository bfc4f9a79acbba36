import { expect } from 'chai';
import { loadSolver } from '../../../packages/mechanism/src/math/linear-program.ts';
import { bestOfShapes, settingAt, tryConjecture } from '../../../packages/mechanism/src/procurement/conjecture.ts';
import { checkSetting } from '../../../packages/mechanism/src/procurement/mechanism.ts';
import { planProcurement } from '../../../packages/mechanism/src/procurement/plan.ts';

const solver = await loadSolver();

describe('the conjecture that one of two shapes is best', () => {
  it('survives settings in which either shape is best', () => {
    for (const setting of [
      { provers: 3, honest: 1, penalty: 30, bond: 1 },
      { provers: 3, honest: 2, penalty: 7, bond: 1 },
      { provers: 2, honest: 2, penalty: 0.5, bond: 0 },
    ]) {
      const { shapes, optimum, excess, isCounterExample } = tryConjecture(setting, solver);
      expect(isCounterExample).to.equal(false);
      expect(Math.abs(excess)).to.be.below(1e-6);
      expect(shapes.loss).to.be.closeTo(optimum.loss, 1e-6);
    }
  });

  it('has shapes that lose what the plan says where its payments are the best', () => {
    const designated = { provers: 3, honest: 2, penalty: 12, bond: 4 };
    expect(bestOfShapes(designated, solver).loss).to.be.closeTo(
      planProcurement(designated, {}, solver).designated.loss,
      1e-7,
    );
    const symmetric = { provers: 3, honest: 1, penalty: 30, bond: 0 };
    const { best, loss } = planProcurement(symmetric, {}, solver);
    const { q, loss: least } = bestOfShapes(symmetric, solver);
    expect(best).to.equal('symmetric');
    expect(least).to.be.closeTo(loss, 1e-6);
    expect(new Set(q.filter((qi) => qi > 0)).size).to.equal(1);
  });

  it('is tried against a search that does not miss profiles that hardly deliver', () => {
    // The best profile is (1, 0.0176, 0.0176).
    const { excess, shapes } = tryConjecture(settingAt(436), solver);
    expect(Math.abs(excess)).to.be.below(1e-6);
    expect(shapes.q[1]).to.be.closeTo(0.0176, 1e-4);
    expect(Math.abs(tryConjecture(settingAt(456), solver).excess)).to.be.below(1e-6);
  });

  it('is tried on all kinds of settings', () => {
    const settings = Array.from({ length: 400 }, (_, i) => settingAt(i));
    settings.forEach(checkSetting);
    for (const provers of [2, 3, 4]) {
      const alike = settings.filter((setting) => setting.provers === provers);
      expect(alike.length).to.be.within(115, 150);
      for (let honest = 1; honest <= provers; honest++) {
        expect(alike.filter((setting) => setting.honest === honest)).to.have.length.above(20);
      }
    }
    expect(settings.filter(({ bond }) => bond === 0).length).to.be.within(180, 220);
    expect(settings.filter(({ penalty }) => penalty > 500).length).to.be.within(20, 60);
  });
});
