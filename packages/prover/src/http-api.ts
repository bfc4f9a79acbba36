/**
 * The HTTP API of a prover: `GET /status`, `/healthz` and `/metrics`, and `POST /resume`, by which the operator lets it take
 * new work after failures. It shows the coins and takes commands: only the operator should reach it.
 */
import type { RequestListener } from 'node:http';
import { type DaemonSource, httpRoutes, send } from '@smartcast/hosting';

export interface ProverSource extends DaemonSource {
  resume(): void;
}

export function proverApi(source: ProverSource): RequestListener {
  return httpRoutes(source, {
    '/resume': {
      POST: (prover, _url, _request, response) => {
        prover.resume();
        send(response, 200, prover.status());
      },
    },
  });
}
