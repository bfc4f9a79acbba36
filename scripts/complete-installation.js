/** Last step of `npm install` and `npm ci`. */
import { completeInstallation } from './setup.js';

completeInstallation();
