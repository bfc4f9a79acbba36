/**
 * Why a deployment cannot go on.
 *
 *   Changed     what is asked for is not what was begun, or the chain is not the one it was begun on: start over, or ask for the same
 *   Unsettled   transactions of the account are not in a block yet, or not deep enough: try again later
 *   Busy        another process is at it
 *   Failed      a transaction failed; the next run tries it again
 */
export type DeploymentFailure = 'Changed' | 'Unsettled' | 'Busy' | 'Failed';

export class DeploymentError extends Error {
  override name = 'DeploymentError';
  readonly failure: DeploymentFailure;

  constructor(failure: DeploymentFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
