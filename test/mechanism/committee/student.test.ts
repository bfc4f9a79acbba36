import { expect } from 'chai';
import { studentUpperTail } from '../../../packages/mechanism/src/committee/student.ts';
import { lnNormalUpperTail } from '../../../packages/mechanism/src/math/normal.ts';

describe("Student's upper tail", () => {
  it('has the closed forms of 1, 2 and 4 degrees of freedom', () => {
    for (const t of [0, 0.01, 0.5, 1.7, 1.8, 3, 10, 100]) {
      const at = (degrees: number): number => studentUpperTail(t, degrees);
      expect(at(1)).to.be.closeTo(Math.atan2(1, t) / Math.PI, 1e-15);
      const root = Math.sqrt(2 + t * t);
      expect(at(2) * root * (root + t)).to.be.closeTo(1, 1e-13);
      const w = t / Math.sqrt(4 + t * t);
      expect(at(4)).to.be.closeTo(0.5 - 0.75 * (w - w ** 3 / 3), 1e-14);
    }
  });

  it('has the finite sum of even degrees of freedom', () => {
    const byHand = (t: number, degrees: number): number => {
      const angle = Math.atan(t / Math.sqrt(degrees));
      let [sum, term] = [1, 1];
      for (let k = 1; k < degrees / 2; k++) {
        term *= ((2 * k - 1) / (2 * k)) * Math.cos(angle) ** 2;
        sum += term;
      }
      return 0.5 - 0.5 * Math.sin(angle) * sum;
    };
    for (const degrees of [2, 10, 30, 100, 1000]) {
      for (const t of [0.1, 1, 1.74, 2, 4]) {
        expect(studentUpperTail(t, degrees)).to.be.closeTo(byHand(t, degrees), 1e-12);
      }
    }
  });

  it('has the tabled quantiles', () => {
    expect(studentUpperTail(2.228139, 10)).to.be.closeTo(0.025, 1e-8);
    expect(studentUpperTail(4.1437, 10)).to.be.closeTo(0.001, 1e-8);
  });

  it('agrees on both sides of the change of series, and with the normal tail far on', () => {
    for (const degrees of [1, 5, 50, 999]) {
      const [below, above] = [
        studentUpperTail(Math.sqrt(3) - 1e-9, degrees),
        studentUpperTail(Math.sqrt(3) + 1e-9, degrees),
      ];
      expect(below / above).to.be.closeTo(1, 1e-8);
    }
    for (const t of [1, 3, 5]) {
      expect(studentUpperTail(t, 1e6) / Math.exp(lnNormalUpperTail(t))).to.be.closeTo(1, 1e-3);
    }
  });

  it('refuses what is out of range', () => {
    expect(() => studentUpperTail(1, 0)).to.throw(RangeError, 'degrees');
    expect(() => studentUpperTail(-1, 2)).to.throw(RangeError, 't must be at least 0');
  });
});
