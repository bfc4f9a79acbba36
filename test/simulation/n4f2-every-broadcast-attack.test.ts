import { expect } from 'chai';
import { checkAll } from './enumeration.ts';
import { ENUMERATIONS } from './enumerations.ts';

describe('every attack of a finite menu on one broadcast', () => {
  for (const [name, enumeration] of Object.entries(ENUMERATIONS)) {
    it(name, () => {
      expect(checkAll(enumeration)).to.be.above(1000);
    });
  }
});
