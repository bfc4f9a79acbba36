/** What sends JSON-RPC requests. */
export interface Rpc {
  // eslint-disable-next-line typescript/no-explicit-any -- every method has another result.
  send(method: string, params: any[]): Promise<any>;
}
