export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Parses `host:port` or `[IPv6]:port` as registered on chain, where anybody can write anything. */
export function parseEndpoint(text: string): Endpoint | { readonly reason: string } {
  const match = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([a-zA-Z0-9._-]{1,253})):([0-9]{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65535) {
    return { reason: `the endpoint ${JSON.stringify(text.slice(0, 64))} is not host:port` };
  }
  return { host, port };
}
