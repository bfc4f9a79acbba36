// Made by scripts/client-contracts.ts from the compiled contracts.
import type {
  BaseContract,
  BigNumberish,
  BytesLike,
  FunctionFragment,
  Result,
  Interface,
  EventFragment,
  AddressLike,
  ContractRunner,
  ContractMethod,
  Listener,
} from 'ethers';
import type {
  TypedContractEvent,
  TypedDeferredTopicFilter,
  TypedEventLog,
  TypedLogDescription,
  TypedListener,
  TypedContractMethod,
} from './common.ts';

export type PoolLimitsStruct = {
  minimumBond: BigNumberish;
  maxDuration: BigNumberish;
  settleBlocks: BigNumberish;
  exitDelay: BigNumberish;
};

export type PoolLimitsStructOutput = [
  minimumBond: bigint,
  maxDuration: bigint,
  settleBlocks: bigint,
  exitDelay: bigint,
] & { minimumBond: bigint; maxDuration: bigint; settleBlocks: bigint; exitDelay: bigint };

export type InsuredRequesterStruct = {
  requester: AddressLike;
  verifier: AddressLike;
  leastPay: BigNumberish;
  budget: BigNumberish;
};

export type InsuredRequesterStructOutput = [requester: string, verifier: string, leastPay: bigint, budget: bigint] & {
  requester: string;
  verifier: string;
  leastPay: bigint;
  budget: bigint;
};

export type RequestTermsStruct = {
  verifier: AddressLike;
  shape: BigNumberish;
  insurance: BigNumberish;
  designates: BigNumberish;
  seats: BigNumberish;
  probability: BigNumberish;
  unitCost: BigNumberish;
  total: BigNumberish;
  prize: BigNumberish;
  bond: BigNumberish;
  consentBlocks: BigNumberish;
  proveBlocks: BigNumberish;
  prizesHash: BytesLike;
  statement: BigNumberish[];
};

export type RequestTermsStructOutput = [
  verifier: string,
  shape: bigint,
  insurance: bigint,
  designates: bigint,
  seats: bigint,
  probability: bigint,
  unitCost: bigint,
  total: bigint,
  prize: bigint,
  bond: bigint,
  consentBlocks: bigint,
  proveBlocks: bigint,
  prizesHash: string,
  statement: bigint[],
] & {
  verifier: string;
  shape: bigint;
  insurance: bigint;
  designates: bigint;
  seats: bigint;
  probability: bigint;
  unitCost: bigint;
  total: bigint;
  prize: bigint;
  bond: bigint;
  consentBlocks: bigint;
  proveBlocks: bigint;
  prizesHash: string;
  statement: bigint[];
};

export type OpeningStruct = {
  requester: AddressLike;
  serial: BigNumberish;
  openedAt: BigNumberish;
  moment: BigNumberish;
  rosterVersion: BigNumberish;
  rosterSize: BigNumberish;
};

export type OpeningStructOutput = [
  requester: string,
  serial: bigint,
  openedAt: bigint,
  moment: bigint,
  rosterVersion: bigint,
  rosterSize: bigint,
] & { requester: string; serial: bigint; openedAt: bigint; moment: bigint; rosterVersion: bigint; rosterSize: bigint };

export type PayoutStruct = {
  designateShare: BigNumberish;
  committeeShare: BigNumberish;
  refund: BigNumberish;
  slashed: BigNumberish;
  winner: AddressLike;
};

export type PayoutStructOutput = [
  designateShare: bigint,
  committeeShare: bigint,
  refund: bigint,
  slashed: bigint,
  winner: string,
] & { designateShare: bigint; committeeShare: bigint; refund: bigint; slashed: bigint; winner: string };

export type PoolAccountsStruct = {
  assets: BigNumberish;
  reserved: BigNumberish;
  shares: BigNumberish;
  activeShares: BigNumberish;
};

export type PoolAccountsStructOutput = [assets: bigint, reserved: bigint, shares: bigint, activeShares: bigint] & {
  assets: bigint;
  reserved: bigint;
  shares: bigint;
  activeShares: bigint;
};

export type RequestStruct = { terms: RequestTermsStruct; opening: OpeningStruct };

export type RequestStructOutput = [terms: RequestTermsStructOutput, opening: OpeningStructOutput] & {
  terms: RequestTermsStructOutput;
  opening: OpeningStructOutput;
};

export type CoverageStruct = {
  verifier: AddressLike;
  leastPay: BigNumberish;
  budget: BigNumberish;
  effectiveAt: BigNumberish;
};

export type CoverageStructOutput = [verifier: string, leastPay: bigint, budget: bigint, effectiveAt: bigint] & {
  verifier: string;
  leastPay: bigint;
  budget: bigint;
  effectiveAt: bigint;
};

export type PositionStruct = { shares: BigNumberish; place: BigNumberish; exitableAt: BigNumberish };

export type PositionStructOutput = [shares: bigint, place: bigint, exitableAt: bigint] & {
  shares: bigint;
  place: bigint;
  exitableAt: bigint;
};

export type RequestProgressStruct = {
  opened: boolean;
  drawn: boolean;
  seed: BigNumberish;
  consented: BigNumberish;
  delivered: BigNumberish;
  closedAt: BigNumberish;
};

export type RequestProgressStructOutput = [
  opened: boolean,
  drawn: boolean,
  seed: bigint,
  consented: bigint,
  delivered: bigint,
  closedAt: bigint,
] & { opened: boolean; drawn: boolean; seed: bigint; consented: bigint; delivered: bigint; closedAt: bigint };

export type SeatedProverStruct = { seat: BigNumberish; prover: AddressLike };

export type SeatedProverStructOutput = [seat: bigint, prover: string] & { seat: bigint; prover: string };

export interface ProverEscrowInterface extends Interface {
  getFunction(
    nameOrSignature:
      | 'acceptOwnership'
      | 'accounts'
      | 'announce'
      | 'balanceOf'
      | 'beacon'
      | 'bond'
      | 'bondOf'
      | 'close'
      | 'consent'
      | 'coverageOf'
      | 'deliver'
      | 'draw'
      | 'exit'
      | 'holderAt'
      | 'idOf'
      | 'incentiveGap'
      | 'limits'
      | 'noticeBlocks'
      | 'owner'
      | 'pendingOwner'
      | 'positionOf'
      | 'progressOf'
      | 'proverAt'
      | 'renounceOwnership'
      | 'request'
      | 'revoke'
      | 'roster'
      | 'seatOf'
      | 'settle'
      | 'startExit'
      | 'transferOwnership'
      | 'withdraw',
  ): FunctionFragment;

  getEvent(
    nameOrSignatureOrTopic:
      | 'Announced'
      | 'Bonded'
      | 'Closed'
      | 'Consented'
      | 'Delivered'
      | 'Drawn'
      | 'Exited'
      | 'Joined'
      | 'Left'
      | 'OwnershipTransferStarted'
      | 'OwnershipTransferred'
      | 'Requested'
      | 'Revoked'
      | 'Settled'
      | 'Slashed'
      | 'Withdrawn',
  ): EventFragment;

  encodeFunctionData(functionFragment: 'acceptOwnership', values?: undefined): string;
  encodeFunctionData(functionFragment: 'accounts', values?: undefined): string;
  encodeFunctionData(functionFragment: 'announce', values: [InsuredRequesterStruct]): string;
  encodeFunctionData(functionFragment: 'balanceOf', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'beacon', values?: undefined): string;
  encodeFunctionData(functionFragment: 'bond', values?: undefined): string;
  encodeFunctionData(functionFragment: 'bondOf', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'close', values: [RequestStruct]): string;
  encodeFunctionData(functionFragment: 'consent', values: [RequestStruct, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'coverageOf', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'deliver', values: [RequestStruct, BigNumberish, BytesLike]): string;
  encodeFunctionData(functionFragment: 'draw', values: [RequestStruct]): string;
  encodeFunctionData(functionFragment: 'exit', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'holderAt', values: [BigNumberish, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'idOf', values: [RequestStruct]): string;
  encodeFunctionData(functionFragment: 'incentiveGap', values: [RequestTermsStruct, BytesLike]): string;
  encodeFunctionData(functionFragment: 'limits', values?: undefined): string;
  encodeFunctionData(functionFragment: 'noticeBlocks', values?: undefined): string;
  encodeFunctionData(functionFragment: 'owner', values?: undefined): string;
  encodeFunctionData(functionFragment: 'pendingOwner', values?: undefined): string;
  encodeFunctionData(functionFragment: 'positionOf', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'progressOf', values: [BytesLike]): string;
  encodeFunctionData(functionFragment: 'proverAt', values: [RequestStruct, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'renounceOwnership', values?: undefined): string;
  encodeFunctionData(functionFragment: 'request', values: [RequestTermsStruct, BytesLike]): string;
  encodeFunctionData(functionFragment: 'revoke', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'roster', values?: undefined): string;
  encodeFunctionData(functionFragment: 'seatOf', values: [RequestStruct, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'settle', values: [RequestStruct, SeatedProverStruct[], BytesLike]): string;
  encodeFunctionData(functionFragment: 'startExit', values?: undefined): string;
  encodeFunctionData(functionFragment: 'transferOwnership', values: [AddressLike]): string;
  encodeFunctionData(functionFragment: 'withdraw', values: [AddressLike]): string;

  decodeFunctionResult(functionFragment: 'acceptOwnership', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'accounts', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'announce', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'balanceOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'beacon', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'bond', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'bondOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'close', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'consent', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'coverageOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'deliver', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'draw', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'exit', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'holderAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'idOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'incentiveGap', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'limits', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'noticeBlocks', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'owner', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'pendingOwner', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'positionOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'progressOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'proverAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'renounceOwnership', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'request', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'revoke', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'roster', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'seatOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'settle', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'startExit', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'transferOwnership', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'withdraw', data: BytesLike): Result;
}

export namespace AnnouncedEvent {
  export type InputTuple = [
    requester: AddressLike,
    verifier: AddressLike,
    leastPay: BigNumberish,
    budget: BigNumberish,
    effectiveAt: BigNumberish,
  ];
  export type OutputTuple = [
    requester: string,
    verifier: string,
    leastPay: bigint,
    budget: bigint,
    effectiveAt: bigint,
  ];
  export interface OutputObject {
    requester: string;
    verifier: string;
    leastPay: bigint;
    budget: bigint;
    effectiveAt: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace BondedEvent {
  export type InputTuple = [prover: AddressLike, assets: BigNumberish, shares: BigNumberish];
  export type OutputTuple = [prover: string, assets: bigint, shares: bigint];
  export interface OutputObject {
    prover: string;
    assets: bigint;
    shares: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace ClosedEvent {
  export type InputTuple = [id: BytesLike, moment: BigNumberish];
  export type OutputTuple = [id: string, moment: bigint];
  export interface OutputObject {
    id: string;
    moment: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace ConsentedEvent {
  export type InputTuple = [id: BytesLike, prover: AddressLike, seat: BigNumberish];
  export type OutputTuple = [id: string, prover: string, seat: bigint];
  export interface OutputObject {
    id: string;
    prover: string;
    seat: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace DeliveredEvent {
  export type InputTuple = [id: BytesLike, prover: AddressLike, seat: BigNumberish, proof: BytesLike];
  export type OutputTuple = [id: string, prover: string, seat: bigint, proof: string];
  export interface OutputObject {
    id: string;
    prover: string;
    seat: bigint;
    proof: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace DrawnEvent {
  export type InputTuple = [id: BytesLike, seed: BigNumberish];
  export type OutputTuple = [id: string, seed: bigint];
  export interface OutputObject {
    id: string;
    seed: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace ExitedEvent {
  export type InputTuple = [prover: AddressLike, to: AddressLike, assets: BigNumberish, shares: BigNumberish];
  export type OutputTuple = [prover: string, to: string, assets: bigint, shares: bigint];
  export interface OutputObject {
    prover: string;
    to: string;
    assets: bigint;
    shares: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace JoinedEvent {
  export type InputTuple = [prover: AddressLike, index: BigNumberish, version: BigNumberish];
  export type OutputTuple = [prover: string, index: bigint, version: bigint];
  export interface OutputObject {
    prover: string;
    index: bigint;
    version: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace LeftEvent {
  export type InputTuple = [prover: AddressLike, index: BigNumberish, version: BigNumberish, exitableAt: BigNumberish];
  export type OutputTuple = [prover: string, index: bigint, version: bigint, exitableAt: bigint];
  export interface OutputObject {
    prover: string;
    index: bigint;
    version: bigint;
    exitableAt: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace OwnershipTransferStartedEvent {
  export type InputTuple = [previousOwner: AddressLike, newOwner: AddressLike];
  export type OutputTuple = [previousOwner: string, newOwner: string];
  export interface OutputObject {
    previousOwner: string;
    newOwner: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace OwnershipTransferredEvent {
  export type InputTuple = [previousOwner: AddressLike, newOwner: AddressLike];
  export type OutputTuple = [previousOwner: string, newOwner: string];
  export interface OutputObject {
    previousOwner: string;
    newOwner: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace RequestedEvent {
  export type InputTuple = [
    id: BytesLike,
    requester: AddressLike,
    terms: RequestTermsStruct,
    prizes: BytesLike,
    opening: OpeningStruct,
  ];
  export type OutputTuple = [
    id: string,
    requester: string,
    terms: RequestTermsStructOutput,
    prizes: string,
    opening: OpeningStructOutput,
  ];
  export interface OutputObject {
    id: string;
    requester: string;
    terms: RequestTermsStructOutput;
    prizes: string;
    opening: OpeningStructOutput;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace RevokedEvent {
  export type InputTuple = [requester: AddressLike];
  export type OutputTuple = [requester: string];
  export interface OutputObject {
    requester: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace SettledEvent {
  export type InputTuple = [id: BytesLike, payout: PayoutStruct];
  export type OutputTuple = [id: string, payout: PayoutStructOutput];
  export interface OutputObject {
    id: string;
    payout: PayoutStructOutput;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace SlashedEvent {
  export type InputTuple = [requester: AddressLike, assets: BigNumberish];
  export type OutputTuple = [requester: string, assets: bigint];
  export interface OutputObject {
    requester: string;
    assets: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace WithdrawnEvent {
  export type InputTuple = [account: AddressLike, to: AddressLike, amount: BigNumberish];
  export type OutputTuple = [account: string, to: string, amount: bigint];
  export interface OutputObject {
    account: string;
    to: string;
    amount: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export interface ProverEscrow extends BaseContract {
  connect(runner?: ContractRunner | null): ProverEscrow;
  waitForDeployment(): Promise<this>;

  interface: ProverEscrowInterface;

  queryFilter<TCEvent extends TypedContractEvent>(
    event: TCEvent,
    fromBlockOrBlockhash?: string | number | undefined,
    toBlock?: string | number | undefined,
  ): Promise<Array<TypedEventLog<TCEvent>>>;
  queryFilter<TCEvent extends TypedContractEvent>(
    filter: TypedDeferredTopicFilter<TCEvent>,
    fromBlockOrBlockhash?: string | number | undefined,
    toBlock?: string | number | undefined,
  ): Promise<Array<TypedEventLog<TCEvent>>>;

  on<TCEvent extends TypedContractEvent>(event: TCEvent, listener: TypedListener<TCEvent>): Promise<this>;
  on<TCEvent extends TypedContractEvent>(
    filter: TypedDeferredTopicFilter<TCEvent>,
    listener: TypedListener<TCEvent>,
  ): Promise<this>;

  once<TCEvent extends TypedContractEvent>(event: TCEvent, listener: TypedListener<TCEvent>): Promise<this>;
  once<TCEvent extends TypedContractEvent>(
    filter: TypedDeferredTopicFilter<TCEvent>,
    listener: TypedListener<TCEvent>,
  ): Promise<this>;

  listeners<TCEvent extends TypedContractEvent>(event: TCEvent): Promise<Array<TypedListener<TCEvent>>>;
  listeners(eventName?: string): Promise<Array<Listener>>;
  removeAllListeners<TCEvent extends TypedContractEvent>(event?: TCEvent): Promise<this>;

  acceptOwnership: TypedContractMethod<[], [void], 'nonpayable'>;

  accounts: TypedContractMethod<[], [PoolAccountsStructOutput], 'view'>;

  announce: TypedContractMethod<[insured: InsuredRequesterStruct], [void], 'nonpayable'>;

  balanceOf: TypedContractMethod<[account: AddressLike], [bigint], 'view'>;

  beacon: TypedContractMethod<[], [string], 'view'>;

  bond: TypedContractMethod<[], [void], 'payable'>;

  bondOf: TypedContractMethod<[prover: AddressLike], [bigint], 'view'>;

  close: TypedContractMethod<[request_: RequestStruct], [void], 'nonpayable'>;

  consent: TypedContractMethod<[request_: RequestStruct, index: BigNumberish], [void], 'payable'>;

  coverageOf: TypedContractMethod<[requester: AddressLike], [CoverageStructOutput], 'view'>;

  deliver: TypedContractMethod<[request_: RequestStruct, index: BigNumberish, proof: BytesLike], [void], 'nonpayable'>;

  draw: TypedContractMethod<[request_: RequestStruct], [void], 'nonpayable'>;

  exit: TypedContractMethod<[to: AddressLike], [void], 'nonpayable'>;

  holderAt: TypedContractMethod<[index: BigNumberish, version: BigNumberish], [string], 'view'>;

  idOf: TypedContractMethod<[request_: RequestStruct], [string], 'view'>;

  incentiveGap: TypedContractMethod<
    [terms: RequestTermsStruct, prizes: BytesLike],
    [[bigint, bigint] & { designate: bigint; member: bigint }],
    'view'
  >;

  limits: TypedContractMethod<[], [PoolLimitsStructOutput], 'view'>;

  noticeBlocks: TypedContractMethod<[], [bigint], 'view'>;

  owner: TypedContractMethod<[], [string], 'view'>;

  pendingOwner: TypedContractMethod<[], [string], 'view'>;

  positionOf: TypedContractMethod<[prover: AddressLike], [PositionStructOutput], 'view'>;

  progressOf: TypedContractMethod<[id: BytesLike], [RequestProgressStructOutput], 'view'>;

  proverAt: TypedContractMethod<
    [request_: RequestStruct, seat: BigNumberish],
    [[string, bigint] & { prover: string; index: bigint }],
    'view'
  >;

  renounceOwnership: TypedContractMethod<[], [void], 'nonpayable'>;

  request: TypedContractMethod<[terms: RequestTermsStruct, prizes: BytesLike], [string], 'payable'>;

  revoke: TypedContractMethod<[requester: AddressLike], [void], 'nonpayable'>;

  roster: TypedContractMethod<[], [[bigint, bigint] & { version: bigint; size: bigint }], 'view'>;

  seatOf: TypedContractMethod<
    [request_: RequestStruct, index: BigNumberish],
    [[boolean, bigint] & { assigned: boolean; seat: bigint }],
    'view'
  >;

  settle: TypedContractMethod<
    [request_: RequestStruct, provers: SeatedProverStruct[], prizes: BytesLike],
    [void],
    'nonpayable'
  >;

  startExit: TypedContractMethod<[], [void], 'nonpayable'>;

  transferOwnership: TypedContractMethod<[newOwner: AddressLike], [void], 'nonpayable'>;

  withdraw: TypedContractMethod<[to: AddressLike], [void], 'nonpayable'>;

  getFunction<T extends ContractMethod = ContractMethod>(key: string | FunctionFragment): T;

  getFunction(nameOrSignature: 'acceptOwnership'): TypedContractMethod<[], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'accounts'): TypedContractMethod<[], [PoolAccountsStructOutput], 'view'>;
  getFunction(
    nameOrSignature: 'announce',
  ): TypedContractMethod<[insured: InsuredRequesterStruct], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'balanceOf'): TypedContractMethod<[account: AddressLike], [bigint], 'view'>;
  getFunction(nameOrSignature: 'beacon'): TypedContractMethod<[], [string], 'view'>;
  getFunction(nameOrSignature: 'bond'): TypedContractMethod<[], [void], 'payable'>;
  getFunction(nameOrSignature: 'bondOf'): TypedContractMethod<[prover: AddressLike], [bigint], 'view'>;
  getFunction(nameOrSignature: 'close'): TypedContractMethod<[request_: RequestStruct], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'consent',
  ): TypedContractMethod<[request_: RequestStruct, index: BigNumberish], [void], 'payable'>;
  getFunction(
    nameOrSignature: 'coverageOf',
  ): TypedContractMethod<[requester: AddressLike], [CoverageStructOutput], 'view'>;
  getFunction(
    nameOrSignature: 'deliver',
  ): TypedContractMethod<[request_: RequestStruct, index: BigNumberish, proof: BytesLike], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'draw'): TypedContractMethod<[request_: RequestStruct], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'exit'): TypedContractMethod<[to: AddressLike], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'holderAt',
  ): TypedContractMethod<[index: BigNumberish, version: BigNumberish], [string], 'view'>;
  getFunction(nameOrSignature: 'idOf'): TypedContractMethod<[request_: RequestStruct], [string], 'view'>;
  getFunction(
    nameOrSignature: 'incentiveGap',
  ): TypedContractMethod<
    [terms: RequestTermsStruct, prizes: BytesLike],
    [[bigint, bigint] & { designate: bigint; member: bigint }],
    'view'
  >;
  getFunction(nameOrSignature: 'limits'): TypedContractMethod<[], [PoolLimitsStructOutput], 'view'>;
  getFunction(nameOrSignature: 'noticeBlocks'): TypedContractMethod<[], [bigint], 'view'>;
  getFunction(nameOrSignature: 'owner'): TypedContractMethod<[], [string], 'view'>;
  getFunction(nameOrSignature: 'pendingOwner'): TypedContractMethod<[], [string], 'view'>;
  getFunction(
    nameOrSignature: 'positionOf',
  ): TypedContractMethod<[prover: AddressLike], [PositionStructOutput], 'view'>;
  getFunction(
    nameOrSignature: 'progressOf',
  ): TypedContractMethod<[id: BytesLike], [RequestProgressStructOutput], 'view'>;
  getFunction(
    nameOrSignature: 'proverAt',
  ): TypedContractMethod<
    [request_: RequestStruct, seat: BigNumberish],
    [[string, bigint] & { prover: string; index: bigint }],
    'view'
  >;
  getFunction(nameOrSignature: 'renounceOwnership'): TypedContractMethod<[], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'request',
  ): TypedContractMethod<[terms: RequestTermsStruct, prizes: BytesLike], [string], 'payable'>;
  getFunction(nameOrSignature: 'revoke'): TypedContractMethod<[requester: AddressLike], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'roster',
  ): TypedContractMethod<[], [[bigint, bigint] & { version: bigint; size: bigint }], 'view'>;
  getFunction(
    nameOrSignature: 'seatOf',
  ): TypedContractMethod<
    [request_: RequestStruct, index: BigNumberish],
    [[boolean, bigint] & { assigned: boolean; seat: bigint }],
    'view'
  >;
  getFunction(
    nameOrSignature: 'settle',
  ): TypedContractMethod<
    [request_: RequestStruct, provers: SeatedProverStruct[], prizes: BytesLike],
    [void],
    'nonpayable'
  >;
  getFunction(nameOrSignature: 'startExit'): TypedContractMethod<[], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'transferOwnership'): TypedContractMethod<[newOwner: AddressLike], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'withdraw'): TypedContractMethod<[to: AddressLike], [void], 'nonpayable'>;

  getEvent(
    key: 'Announced',
  ): TypedContractEvent<AnnouncedEvent.InputTuple, AnnouncedEvent.OutputTuple, AnnouncedEvent.OutputObject>;
  getEvent(
    key: 'Bonded',
  ): TypedContractEvent<BondedEvent.InputTuple, BondedEvent.OutputTuple, BondedEvent.OutputObject>;
  getEvent(
    key: 'Closed',
  ): TypedContractEvent<ClosedEvent.InputTuple, ClosedEvent.OutputTuple, ClosedEvent.OutputObject>;
  getEvent(
    key: 'Consented',
  ): TypedContractEvent<ConsentedEvent.InputTuple, ConsentedEvent.OutputTuple, ConsentedEvent.OutputObject>;
  getEvent(
    key: 'Delivered',
  ): TypedContractEvent<DeliveredEvent.InputTuple, DeliveredEvent.OutputTuple, DeliveredEvent.OutputObject>;
  getEvent(key: 'Drawn'): TypedContractEvent<DrawnEvent.InputTuple, DrawnEvent.OutputTuple, DrawnEvent.OutputObject>;
  getEvent(
    key: 'Exited',
  ): TypedContractEvent<ExitedEvent.InputTuple, ExitedEvent.OutputTuple, ExitedEvent.OutputObject>;
  getEvent(
    key: 'Joined',
  ): TypedContractEvent<JoinedEvent.InputTuple, JoinedEvent.OutputTuple, JoinedEvent.OutputObject>;
  getEvent(key: 'Left'): TypedContractEvent<LeftEvent.InputTuple, LeftEvent.OutputTuple, LeftEvent.OutputObject>;
  getEvent(
    key: 'OwnershipTransferStarted',
  ): TypedContractEvent<
    OwnershipTransferStartedEvent.InputTuple,
    OwnershipTransferStartedEvent.OutputTuple,
    OwnershipTransferStartedEvent.OutputObject
  >;
  getEvent(
    key: 'OwnershipTransferred',
  ): TypedContractEvent<
    OwnershipTransferredEvent.InputTuple,
    OwnershipTransferredEvent.OutputTuple,
    OwnershipTransferredEvent.OutputObject
  >;
  getEvent(
    key: 'Requested',
  ): TypedContractEvent<RequestedEvent.InputTuple, RequestedEvent.OutputTuple, RequestedEvent.OutputObject>;
  getEvent(
    key: 'Revoked',
  ): TypedContractEvent<RevokedEvent.InputTuple, RevokedEvent.OutputTuple, RevokedEvent.OutputObject>;
  getEvent(
    key: 'Settled',
  ): TypedContractEvent<SettledEvent.InputTuple, SettledEvent.OutputTuple, SettledEvent.OutputObject>;
  getEvent(
    key: 'Slashed',
  ): TypedContractEvent<SlashedEvent.InputTuple, SlashedEvent.OutputTuple, SlashedEvent.OutputObject>;
  getEvent(
    key: 'Withdrawn',
  ): TypedContractEvent<WithdrawnEvent.InputTuple, WithdrawnEvent.OutputTuple, WithdrawnEvent.OutputObject>;

  filters: {
    'Announced(address,address,uint256,uint256,uint256)': TypedContractEvent<
      AnnouncedEvent.InputTuple,
      AnnouncedEvent.OutputTuple,
      AnnouncedEvent.OutputObject
    >;
    Announced: TypedContractEvent<AnnouncedEvent.InputTuple, AnnouncedEvent.OutputTuple, AnnouncedEvent.OutputObject>;

    'Bonded(address,uint256,uint256)': TypedContractEvent<
      BondedEvent.InputTuple,
      BondedEvent.OutputTuple,
      BondedEvent.OutputObject
    >;
    Bonded: TypedContractEvent<BondedEvent.InputTuple, BondedEvent.OutputTuple, BondedEvent.OutputObject>;

    'Closed(bytes32,uint256)': TypedContractEvent<
      ClosedEvent.InputTuple,
      ClosedEvent.OutputTuple,
      ClosedEvent.OutputObject
    >;
    Closed: TypedContractEvent<ClosedEvent.InputTuple, ClosedEvent.OutputTuple, ClosedEvent.OutputObject>;

    'Consented(bytes32,address,uint256)': TypedContractEvent<
      ConsentedEvent.InputTuple,
      ConsentedEvent.OutputTuple,
      ConsentedEvent.OutputObject
    >;
    Consented: TypedContractEvent<ConsentedEvent.InputTuple, ConsentedEvent.OutputTuple, ConsentedEvent.OutputObject>;

    'Delivered(bytes32,address,uint256,bytes)': TypedContractEvent<
      DeliveredEvent.InputTuple,
      DeliveredEvent.OutputTuple,
      DeliveredEvent.OutputObject
    >;
    Delivered: TypedContractEvent<DeliveredEvent.InputTuple, DeliveredEvent.OutputTuple, DeliveredEvent.OutputObject>;

    'Drawn(bytes32,uint256)': TypedContractEvent<
      DrawnEvent.InputTuple,
      DrawnEvent.OutputTuple,
      DrawnEvent.OutputObject
    >;
    Drawn: TypedContractEvent<DrawnEvent.InputTuple, DrawnEvent.OutputTuple, DrawnEvent.OutputObject>;

    'Exited(address,address,uint256,uint256)': TypedContractEvent<
      ExitedEvent.InputTuple,
      ExitedEvent.OutputTuple,
      ExitedEvent.OutputObject
    >;
    Exited: TypedContractEvent<ExitedEvent.InputTuple, ExitedEvent.OutputTuple, ExitedEvent.OutputObject>;

    'Joined(address,uint256,uint256)': TypedContractEvent<
      JoinedEvent.InputTuple,
      JoinedEvent.OutputTuple,
      JoinedEvent.OutputObject
    >;
    Joined: TypedContractEvent<JoinedEvent.InputTuple, JoinedEvent.OutputTuple, JoinedEvent.OutputObject>;

    'Left(address,uint256,uint256,uint256)': TypedContractEvent<
      LeftEvent.InputTuple,
      LeftEvent.OutputTuple,
      LeftEvent.OutputObject
    >;
    Left: TypedContractEvent<LeftEvent.InputTuple, LeftEvent.OutputTuple, LeftEvent.OutputObject>;

    'OwnershipTransferStarted(address,address)': TypedContractEvent<
      OwnershipTransferStartedEvent.InputTuple,
      OwnershipTransferStartedEvent.OutputTuple,
      OwnershipTransferStartedEvent.OutputObject
    >;
    OwnershipTransferStarted: TypedContractEvent<
      OwnershipTransferStartedEvent.InputTuple,
      OwnershipTransferStartedEvent.OutputTuple,
      OwnershipTransferStartedEvent.OutputObject
    >;

    'OwnershipTransferred(address,address)': TypedContractEvent<
      OwnershipTransferredEvent.InputTuple,
      OwnershipTransferredEvent.OutputTuple,
      OwnershipTransferredEvent.OutputObject
    >;
    OwnershipTransferred: TypedContractEvent<
      OwnershipTransferredEvent.InputTuple,
      OwnershipTransferredEvent.OutputTuple,
      OwnershipTransferredEvent.OutputObject
    >;

    'Requested(bytes32,address,tuple,bytes,tuple)': TypedContractEvent<
      RequestedEvent.InputTuple,
      RequestedEvent.OutputTuple,
      RequestedEvent.OutputObject
    >;
    Requested: TypedContractEvent<RequestedEvent.InputTuple, RequestedEvent.OutputTuple, RequestedEvent.OutputObject>;

    'Revoked(address)': TypedContractEvent<
      RevokedEvent.InputTuple,
      RevokedEvent.OutputTuple,
      RevokedEvent.OutputObject
    >;
    Revoked: TypedContractEvent<RevokedEvent.InputTuple, RevokedEvent.OutputTuple, RevokedEvent.OutputObject>;

    'Settled(bytes32,tuple)': TypedContractEvent<
      SettledEvent.InputTuple,
      SettledEvent.OutputTuple,
      SettledEvent.OutputObject
    >;
    Settled: TypedContractEvent<SettledEvent.InputTuple, SettledEvent.OutputTuple, SettledEvent.OutputObject>;

    'Slashed(address,uint256)': TypedContractEvent<
      SlashedEvent.InputTuple,
      SlashedEvent.OutputTuple,
      SlashedEvent.OutputObject
    >;
    Slashed: TypedContractEvent<SlashedEvent.InputTuple, SlashedEvent.OutputTuple, SlashedEvent.OutputObject>;

    'Withdrawn(address,address,uint256)': TypedContractEvent<
      WithdrawnEvent.InputTuple,
      WithdrawnEvent.OutputTuple,
      WithdrawnEvent.OutputObject
    >;
    Withdrawn: TypedContractEvent<WithdrawnEvent.InputTuple, WithdrawnEvent.OutputTuple, WithdrawnEvent.OutputObject>;
  };
}
