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

export type DrawStruct = {
  seed: BigNumberish;
  workers: BigNumberish;
  tasks: BigNumberish;
  startsAt: BigNumberish;
  duration: BigNumberish;
};

export type DrawStructOutput = [seed: bigint, workers: bigint, tasks: bigint, startsAt: bigint, duration: bigint] & {
  seed: bigint;
  workers: bigint;
  tasks: bigint;
  startsAt: bigint;
  duration: bigint;
};

export type PoolConfigStruct = {
  theta: BigNumberish;
  members: BigNumberish;
  faults: BigNumberish;
  slots: BigNumberish;
  batchBytes: BigNumberish;
  roundMs: BigNumberish;
  registrationSeconds: BigNumberish;
  collateral: BigNumberish;
  leadSeconds: BigNumberish;
  sessionSeconds: BigNumberish;
  reportSeconds: BigNumberish;
};

export type PoolConfigStructOutput = [
  theta: bigint,
  members: bigint,
  faults: bigint,
  slots: bigint,
  batchBytes: bigint,
  roundMs: bigint,
  registrationSeconds: bigint,
  collateral: bigint,
  leadSeconds: bigint,
  sessionSeconds: bigint,
  reportSeconds: bigint,
] & {
  theta: bigint;
  members: bigint;
  faults: bigint;
  slots: bigint;
  batchBytes: bigint;
  roundMs: bigint;
  registrationSeconds: bigint;
  collateral: bigint;
  leadSeconds: bigint;
  sessionSeconds: bigint;
  reportSeconds: bigint;
};

export type PoolStateStruct = {
  epoch: BigNumberish;
  workers: BigNumberish;
  tasks: BigNumberish;
  closesAt: BigNumberish;
  registrationSeconds: BigNumberish;
  collateral: BigNumberish;
};

export type PoolStateStructOutput = [
  epoch: bigint,
  workers: bigint,
  tasks: bigint,
  closesAt: bigint,
  registrationSeconds: bigint,
  collateral: bigint,
] & {
  epoch: bigint;
  workers: bigint;
  tasks: bigint;
  closesAt: bigint;
  registrationSeconds: bigint;
  collateral: bigint;
};

export type SignedReportStruct = { worker: BigNumberish; friends: BigNumberish; signature: BytesLike };

export type SignedReportStructOutput = [worker: bigint, friends: bigint, signature: string] & {
  worker: bigint;
  friends: bigint;
  signature: string;
};

export interface ISmartCastMarketInterface extends Interface {
  getFunction(
    nameOrSignature:
      | 'abandon'
      | 'accountOf'
      | 'beacon'
      | 'claim'
      | 'claimable'
      | 'committeeOf'
      | 'createPool'
      | 'drawOf'
      | 'endowment'
      | 'finalize'
      | 'memberAt'
      | 'poolConfig'
      | 'poolState'
      | 'refund'
      | 'registerTask'
      | 'registerWorker'
      | 'report'
      | 'reportAll'
      | 'reportsOf'
      | 'seatOf'
      | 'sink'
      | 'sweep'
      | 'taskOf',
  ): FunctionFragment;

  getEvent(
    nameOrSignatureOrTopic:
      | 'Claimed'
      | 'Finalized'
      | 'PoolCreated'
      | 'Refunded'
      | 'Reported'
      | 'Swept'
      | 'TaskRegistered'
      | 'WorkerRegistered',
  ): EventFragment;

  encodeFunctionData(functionFragment: 'abandon', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'accountOf', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'beacon', values?: undefined): string;
  encodeFunctionData(functionFragment: 'claim', values: [BigNumberish, AddressLike]): string;
  encodeFunctionData(functionFragment: 'claimable', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'committeeOf', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'createPool', values: [PoolConfigStruct]): string;
  encodeFunctionData(functionFragment: 'drawOf', values: [BigNumberish, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'endowment', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'finalize', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'memberAt', values: [BigNumberish, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'poolConfig', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'poolState', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'refund', values: [BigNumberish, AddressLike]): string;
  encodeFunctionData(functionFragment: 'registerTask', values: [BigNumberish, BytesLike, BytesLike[]]): string;
  encodeFunctionData(functionFragment: 'registerWorker', values: [BigNumberish, BytesLike, string]): string;
  encodeFunctionData(functionFragment: 'report', values: [BigNumberish, BigNumberish, BigNumberish]): string;
  encodeFunctionData(functionFragment: 'reportAll', values: [SignedReportStruct[]]): string;
  encodeFunctionData(functionFragment: 'reportsOf', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'seatOf', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'sink', values?: undefined): string;
  encodeFunctionData(functionFragment: 'sweep', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'taskOf', values: [BigNumberish]): string;

  decodeFunctionResult(functionFragment: 'abandon', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'accountOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'beacon', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'claim', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'claimable', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'committeeOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'createPool', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'drawOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'endowment', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'finalize', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'memberAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'poolConfig', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'poolState', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'refund', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'registerTask', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'registerWorker', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'report', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'reportAll', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'reportsOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'seatOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'sink', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'sweep', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'taskOf', data: BytesLike): Result;
}

export namespace ClaimedEvent {
  export type InputTuple = [worker: BigNumberish, to: AddressLike, reward: BigNumberish, collateral: BigNumberish];
  export type OutputTuple = [worker: bigint, to: string, reward: bigint, collateral: bigint];
  export interface OutputObject {
    worker: bigint;
    to: string;
    reward: bigint;
    collateral: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace FinalizedEvent {
  export type InputTuple = [pool: BigNumberish, epoch: BigNumberish, draw: DrawStruct];
  export type OutputTuple = [pool: bigint, epoch: bigint, draw: DrawStructOutput];
  export interface OutputObject {
    pool: bigint;
    epoch: bigint;
    draw: DrawStructOutput;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace PoolCreatedEvent {
  export type InputTuple = [pool: BigNumberish, config: PoolConfigStruct];
  export type OutputTuple = [pool: bigint, config: PoolConfigStructOutput];
  export interface OutputObject {
    pool: bigint;
    config: PoolConfigStructOutput;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace RefundedEvent {
  export type InputTuple = [task: BigNumberish, to: AddressLike, amount: BigNumberish];
  export type OutputTuple = [task: bigint, to: string, amount: bigint];
  export interface OutputObject {
    task: bigint;
    to: string;
    amount: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace ReportedEvent {
  export type InputTuple = [worker: BigNumberish, friends: BigNumberish];
  export type OutputTuple = [worker: bigint, friends: bigint];
  export interface OutputObject {
    worker: bigint;
    friends: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace SweptEvent {
  export type InputTuple = [task: BigNumberish, forfeits: BigNumberish];
  export type OutputTuple = [task: bigint, forfeits: bigint];
  export interface OutputObject {
    task: bigint;
    forfeits: bigint;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace TaskRegisteredEvent {
  export type InputTuple = [task: BigNumberish, creator: AddressLike, ledger: BytesLike, clients: BytesLike[]];
  export type OutputTuple = [task: bigint, creator: string, ledger: string, clients: string[]];
  export interface OutputObject {
    task: bigint;
    creator: string;
    ledger: string;
    clients: string[];
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export namespace WorkerRegisteredEvent {
  export type InputTuple = [worker: BigNumberish, account: AddressLike, transportKey: BytesLike, endpoint: string];
  export type OutputTuple = [worker: bigint, account: string, transportKey: string, endpoint: string];
  export interface OutputObject {
    worker: bigint;
    account: string;
    transportKey: string;
    endpoint: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export interface ISmartCastMarket extends BaseContract {
  connect(runner?: ContractRunner | null): ISmartCastMarket;
  waitForDeployment(): Promise<this>;

  interface: ISmartCastMarketInterface;

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

  abandon: TypedContractMethod<[pool: BigNumberish], [void], 'nonpayable'>;

  accountOf: TypedContractMethod<[worker: BigNumberish], [string], 'view'>;

  beacon: TypedContractMethod<[], [string], 'view'>;

  claim: TypedContractMethod<[worker: BigNumberish, to: AddressLike], [void], 'nonpayable'>;

  claimable: TypedContractMethod<
    [worker: BigNumberish],
    [[bigint, bigint] & { reward: bigint; collateral: bigint }],
    'view'
  >;

  committeeOf: TypedContractMethod<
    [task: BigNumberish],
    [[boolean, bigint] & { filled: boolean; committee: bigint }],
    'view'
  >;

  createPool: TypedContractMethod<[config: PoolConfigStruct], [bigint], 'nonpayable'>;

  drawOf: TypedContractMethod<[pool: BigNumberish, epoch: BigNumberish], [DrawStructOutput], 'view'>;

  endowment: TypedContractMethod<[pool: BigNumberish], [bigint], 'view'>;

  finalize: TypedContractMethod<[pool: BigNumberish], [void], 'nonpayable'>;

  memberAt: TypedContractMethod<[committee: BigNumberish, seat: BigNumberish], [bigint], 'view'>;

  poolConfig: TypedContractMethod<[pool: BigNumberish], [PoolConfigStructOutput], 'view'>;

  poolState: TypedContractMethod<[pool: BigNumberish], [PoolStateStructOutput], 'view'>;

  refund: TypedContractMethod<[task: BigNumberish, to: AddressLike], [void], 'nonpayable'>;

  registerTask: TypedContractMethod<[pool: BigNumberish, ledger: BytesLike, clients: BytesLike[]], [bigint], 'payable'>;

  registerWorker: TypedContractMethod<
    [pool: BigNumberish, transportKey: BytesLike, endpoint: string],
    [bigint],
    'payable'
  >;

  report: TypedContractMethod<[worker: BigNumberish, friends: BigNumberish, seed: BigNumberish], [void], 'nonpayable'>;

  reportAll: TypedContractMethod<[reports: SignedReportStruct[]], [void], 'nonpayable'>;

  reportsOf: TypedContractMethod<[committee: BigNumberish], [bigint[]], 'view'>;

  seatOf: TypedContractMethod<
    [worker: BigNumberish],
    [[boolean, bigint, bigint] & { assigned: boolean; committee: bigint; seat: bigint }],
    'view'
  >;

  sink: TypedContractMethod<[], [string], 'view'>;

  sweep: TypedContractMethod<[task: BigNumberish], [void], 'nonpayable'>;

  taskOf: TypedContractMethod<[committee: BigNumberish], [bigint], 'view'>;

  getFunction<T extends ContractMethod = ContractMethod>(key: string | FunctionFragment): T;

  getFunction(nameOrSignature: 'abandon'): TypedContractMethod<[pool: BigNumberish], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'accountOf'): TypedContractMethod<[worker: BigNumberish], [string], 'view'>;
  getFunction(nameOrSignature: 'beacon'): TypedContractMethod<[], [string], 'view'>;
  getFunction(
    nameOrSignature: 'claim',
  ): TypedContractMethod<[worker: BigNumberish, to: AddressLike], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'claimable',
  ): TypedContractMethod<[worker: BigNumberish], [[bigint, bigint] & { reward: bigint; collateral: bigint }], 'view'>;
  getFunction(
    nameOrSignature: 'committeeOf',
  ): TypedContractMethod<[task: BigNumberish], [[boolean, bigint] & { filled: boolean; committee: bigint }], 'view'>;
  getFunction(nameOrSignature: 'createPool'): TypedContractMethod<[config: PoolConfigStruct], [bigint], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'drawOf',
  ): TypedContractMethod<[pool: BigNumberish, epoch: BigNumberish], [DrawStructOutput], 'view'>;
  getFunction(nameOrSignature: 'endowment'): TypedContractMethod<[pool: BigNumberish], [bigint], 'view'>;
  getFunction(nameOrSignature: 'finalize'): TypedContractMethod<[pool: BigNumberish], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'memberAt',
  ): TypedContractMethod<[committee: BigNumberish, seat: BigNumberish], [bigint], 'view'>;
  getFunction(
    nameOrSignature: 'poolConfig',
  ): TypedContractMethod<[pool: BigNumberish], [PoolConfigStructOutput], 'view'>;
  getFunction(nameOrSignature: 'poolState'): TypedContractMethod<[pool: BigNumberish], [PoolStateStructOutput], 'view'>;
  getFunction(
    nameOrSignature: 'refund',
  ): TypedContractMethod<[task: BigNumberish, to: AddressLike], [void], 'nonpayable'>;
  getFunction(
    nameOrSignature: 'registerTask',
  ): TypedContractMethod<[pool: BigNumberish, ledger: BytesLike, clients: BytesLike[]], [bigint], 'payable'>;
  getFunction(
    nameOrSignature: 'registerWorker',
  ): TypedContractMethod<[pool: BigNumberish, transportKey: BytesLike, endpoint: string], [bigint], 'payable'>;
  getFunction(
    nameOrSignature: 'report',
  ): TypedContractMethod<[worker: BigNumberish, friends: BigNumberish, seed: BigNumberish], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'reportAll'): TypedContractMethod<[reports: SignedReportStruct[]], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'reportsOf'): TypedContractMethod<[committee: BigNumberish], [bigint[]], 'view'>;
  getFunction(
    nameOrSignature: 'seatOf',
  ): TypedContractMethod<
    [worker: BigNumberish],
    [[boolean, bigint, bigint] & { assigned: boolean; committee: bigint; seat: bigint }],
    'view'
  >;
  getFunction(nameOrSignature: 'sink'): TypedContractMethod<[], [string], 'view'>;
  getFunction(nameOrSignature: 'sweep'): TypedContractMethod<[task: BigNumberish], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'taskOf'): TypedContractMethod<[committee: BigNumberish], [bigint], 'view'>;

  getEvent(
    key: 'Claimed',
  ): TypedContractEvent<ClaimedEvent.InputTuple, ClaimedEvent.OutputTuple, ClaimedEvent.OutputObject>;
  getEvent(
    key: 'Finalized',
  ): TypedContractEvent<FinalizedEvent.InputTuple, FinalizedEvent.OutputTuple, FinalizedEvent.OutputObject>;
  getEvent(
    key: 'PoolCreated',
  ): TypedContractEvent<PoolCreatedEvent.InputTuple, PoolCreatedEvent.OutputTuple, PoolCreatedEvent.OutputObject>;
  getEvent(
    key: 'Refunded',
  ): TypedContractEvent<RefundedEvent.InputTuple, RefundedEvent.OutputTuple, RefundedEvent.OutputObject>;
  getEvent(
    key: 'Reported',
  ): TypedContractEvent<ReportedEvent.InputTuple, ReportedEvent.OutputTuple, ReportedEvent.OutputObject>;
  getEvent(key: 'Swept'): TypedContractEvent<SweptEvent.InputTuple, SweptEvent.OutputTuple, SweptEvent.OutputObject>;
  getEvent(
    key: 'TaskRegistered',
  ): TypedContractEvent<
    TaskRegisteredEvent.InputTuple,
    TaskRegisteredEvent.OutputTuple,
    TaskRegisteredEvent.OutputObject
  >;
  getEvent(
    key: 'WorkerRegistered',
  ): TypedContractEvent<
    WorkerRegisteredEvent.InputTuple,
    WorkerRegisteredEvent.OutputTuple,
    WorkerRegisteredEvent.OutputObject
  >;

  filters: {
    'Claimed(uint256,address,uint256,uint256)': TypedContractEvent<
      ClaimedEvent.InputTuple,
      ClaimedEvent.OutputTuple,
      ClaimedEvent.OutputObject
    >;
    Claimed: TypedContractEvent<ClaimedEvent.InputTuple, ClaimedEvent.OutputTuple, ClaimedEvent.OutputObject>;

    'Finalized(uint32,uint32,tuple)': TypedContractEvent<
      FinalizedEvent.InputTuple,
      FinalizedEvent.OutputTuple,
      FinalizedEvent.OutputObject
    >;
    Finalized: TypedContractEvent<FinalizedEvent.InputTuple, FinalizedEvent.OutputTuple, FinalizedEvent.OutputObject>;

    'PoolCreated(uint32,tuple)': TypedContractEvent<
      PoolCreatedEvent.InputTuple,
      PoolCreatedEvent.OutputTuple,
      PoolCreatedEvent.OutputObject
    >;
    PoolCreated: TypedContractEvent<
      PoolCreatedEvent.InputTuple,
      PoolCreatedEvent.OutputTuple,
      PoolCreatedEvent.OutputObject
    >;

    'Refunded(uint256,address,uint256)': TypedContractEvent<
      RefundedEvent.InputTuple,
      RefundedEvent.OutputTuple,
      RefundedEvent.OutputObject
    >;
    Refunded: TypedContractEvent<RefundedEvent.InputTuple, RefundedEvent.OutputTuple, RefundedEvent.OutputObject>;

    'Reported(uint256,uint256)': TypedContractEvent<
      ReportedEvent.InputTuple,
      ReportedEvent.OutputTuple,
      ReportedEvent.OutputObject
    >;
    Reported: TypedContractEvent<ReportedEvent.InputTuple, ReportedEvent.OutputTuple, ReportedEvent.OutputObject>;

    'Swept(uint256,uint256)': TypedContractEvent<
      SweptEvent.InputTuple,
      SweptEvent.OutputTuple,
      SweptEvent.OutputObject
    >;
    Swept: TypedContractEvent<SweptEvent.InputTuple, SweptEvent.OutputTuple, SweptEvent.OutputObject>;

    'TaskRegistered(uint256,address,bytes32,bytes32[])': TypedContractEvent<
      TaskRegisteredEvent.InputTuple,
      TaskRegisteredEvent.OutputTuple,
      TaskRegisteredEvent.OutputObject
    >;
    TaskRegistered: TypedContractEvent<
      TaskRegisteredEvent.InputTuple,
      TaskRegisteredEvent.OutputTuple,
      TaskRegisteredEvent.OutputObject
    >;

    'WorkerRegistered(uint256,address,bytes32,string)': TypedContractEvent<
      WorkerRegisteredEvent.InputTuple,
      WorkerRegisteredEvent.OutputTuple,
      WorkerRegisteredEvent.OutputObject
    >;
    WorkerRegistered: TypedContractEvent<
      WorkerRegisteredEvent.InputTuple,
      WorkerRegisteredEvent.OutputTuple,
      WorkerRegisteredEvent.OutputObject
    >;
  };
}
