// Made by scripts/client-contracts.ts from the compiled contracts.
/** ABI of contracts/randomness/DrandBeacon.sol. */
// prettier-ignore
export default [
  {"inputs":[{"components":[{"internalType":"bytes32[8]","name":"words","type":"bytes32[8]"}],"internalType":"struct ShortSignature.Key","name":"key","type":"tuple"},{"internalType":"uint256","name":"genesis_","type":"uint256"},{"internalType":"uint256","name":"period_","type":"uint256"},{"internalType":"uint256","name":"margin_","type":"uint256"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"},{"internalType":"uint256","name":"readyAt","type":"uint256"}],"name":"BeaconNotReady","type":"error"},
  {"inputs":[],"name":"InvalidKey","type":"error"},
  {"inputs":[],"name":"InvalidPeriod","type":"error"},
  {"inputs":[{"internalType":"uint64","name":"round","type":"uint64"}],"name":"InvalidSignature","type":"error"},
  {"anonymous":false,"inputs":[{"indexed":true,"internalType":"uint64","name":"round","type":"uint64"},{"indexed":false,"internalType":"bytes32","name":"word","type":"bytes32"}],"name":"RoundSubmitted","type":"event"},
  {"inputs":[{"internalType":"uint256","name":"","type":"uint256"}],"name":"expiresAt","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"pure","type":"function"},
  {"inputs":[],"name":"genesis","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"margin","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"period","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"publicKey","outputs":[{"components":[{"internalType":"bytes32[8]","name":"words","type":"bytes32[8]"}],"internalType":"struct ShortSignature.Key","name":"","type":"tuple"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"randomness","outputs":[{"internalType":"bytes32","name":"word","type":"bytes32"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"readyAt","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"roundOf","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint64","name":"round","type":"uint64"},{"internalType":"bytes","name":"signature","type":"bytes"}],"name":"submit","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"round","type":"uint256"}],"name":"wordOf","outputs":[{"internalType":"bytes32","name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
] as const;
