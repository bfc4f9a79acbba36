/** Who is in the network, in the order of their addresses. */
export const CHAIN = 'chain';
/** Where the entries come from and everything is checked. */
export const CLIENT = 'client';
export const WORKERS = ['a', 'b', 'c', 'd'];
export const HOSTS = [CHAIN, CLIENT, ...WORKERS];
