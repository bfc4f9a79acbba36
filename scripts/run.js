/** Runs a TypeScript program of the checkout, as in `node scripts/run.js bench/gas/gas.ts --json`. */
import { launch } from './setup.js';

launch(process.argv.slice(2));
