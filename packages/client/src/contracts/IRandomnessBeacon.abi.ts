// Made by scripts/client-contracts.ts from the compiled contracts.
/** ABI of contracts/randomness/IRandomnessBeacon.sol. */
// prettier-ignore
export default [
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"},{"internalType":"uint256","name":"readyAt","type":"uint256"}],"name":"BeaconNotReady","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"expiresAt","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"randomness","outputs":[{"internalType":"bytes32","name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"readyAt","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const;
