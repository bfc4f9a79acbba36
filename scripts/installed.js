/** Last step of `npm install` and `npm ci`: see `markInstalled`. */
import { markInstalled } from './setup.js';

markInstalled();
