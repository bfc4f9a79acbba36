// Made by scripts/client-contracts.ts from the compiled contracts.
/** ABI of contracts/randomness/PrevRandaoBeacon.sol. */
// prettier-ignore
export default [
  {"inputs":[{"internalType":"uint256","name":"margin_","type":"uint256"},{"internalType":"uint256","name":"slot_","type":"uint256"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"},{"internalType":"uint256","name":"readyAt","type":"uint256"}],"name":"BeaconNotReady","type":"error"},
  {"inputs":[{"internalType":"enum BlockHeader.HeaderField","name":"","type":"uint8"}],"name":"FieldNotPresentInBlockHeader","type":"error"},
  {"inputs":[],"name":"InvalidMargin","type":"error"},
  {"inputs":[{"internalType":"bytes32","name":"prevRandao","type":"bytes32"}],"name":"NoRandomness","type":"error"},
  {"inputs":[{"internalType":"bytes32","name":"parent","type":"bytes32"},{"internalType":"bytes32","name":"hash","type":"bytes32"}],"name":"NotItsParent","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"time","type":"uint256"},{"internalType":"uint256","name":"parentAt","type":"uint256"},{"internalType":"uint256","name":"foundAt","type":"uint256"}],"name":"NotTheFirst","type":"error"},
  {"inputs":[],"name":"RLPInvalidEncoding","type":"error"},
  {"inputs":[{"internalType":"bytes32","name":"hash","type":"bytes32"}],"name":"UnknownBlock","type":"error"},
  {"anonymous":false,"inputs":[{"indexed":true,"internalType":"uint256","name":"time","type":"uint256"},{"indexed":false,"internalType":"bytes32","name":"word","type":"bytes32"}],"name":"WordProved","type":"event"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"expiresAt","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"margin","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"},{"internalType":"bytes","name":"header","type":"bytes"},{"internalType":"bytes","name":"parent","type":"bytes"}],"name":"prove","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"randomness","outputs":[{"internalType":"bytes32","name":"word","type":"bytes32"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"moment","type":"uint256"}],"name":"readyAt","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"slot","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const;
