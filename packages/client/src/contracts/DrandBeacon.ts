// Made by scripts/client-contracts.ts from the compiled contracts.
import type {
  BaseContract,
  BigNumberish,
  BytesLike,
  FunctionFragment,
  Result,
  Interface,
  EventFragment,
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

export declare namespace ShortSignature {
  export type KeyStruct = { words: BytesLike[] };

  export type KeyStructOutput = [words: string[]] & { words: string[] };
}

export interface DrandBeaconInterface extends Interface {
  getFunction(
    nameOrSignature:
      | 'expiresAt'
      | 'genesis'
      | 'margin'
      | 'period'
      | 'publicKey'
      | 'randomness'
      | 'readyAt'
      | 'roundOf'
      | 'submit'
      | 'wordOf',
  ): FunctionFragment;

  getEvent(nameOrSignatureOrTopic: 'RoundSubmitted'): EventFragment;

  encodeFunctionData(functionFragment: 'expiresAt', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'genesis', values?: undefined): string;
  encodeFunctionData(functionFragment: 'margin', values?: undefined): string;
  encodeFunctionData(functionFragment: 'period', values?: undefined): string;
  encodeFunctionData(functionFragment: 'publicKey', values?: undefined): string;
  encodeFunctionData(functionFragment: 'randomness', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'readyAt', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'roundOf', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'submit', values: [BigNumberish, BytesLike]): string;
  encodeFunctionData(functionFragment: 'wordOf', values: [BigNumberish]): string;

  decodeFunctionResult(functionFragment: 'expiresAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'genesis', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'margin', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'period', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'publicKey', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'randomness', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'readyAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'roundOf', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'submit', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'wordOf', data: BytesLike): Result;
}

export namespace RoundSubmittedEvent {
  export type InputTuple = [round: BigNumberish, word: BytesLike];
  export type OutputTuple = [round: bigint, word: string];
  export interface OutputObject {
    round: bigint;
    word: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export interface DrandBeacon extends BaseContract {
  connect(runner?: ContractRunner | null): DrandBeacon;
  waitForDeployment(): Promise<this>;

  interface: DrandBeaconInterface;

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

  expiresAt: TypedContractMethod<[arg0: BigNumberish], [bigint], 'view'>;

  genesis: TypedContractMethod<[], [bigint], 'view'>;

  margin: TypedContractMethod<[], [bigint], 'view'>;

  period: TypedContractMethod<[], [bigint], 'view'>;

  publicKey: TypedContractMethod<[], [ShortSignature.KeyStructOutput], 'view'>;

  randomness: TypedContractMethod<[moment: BigNumberish], [string], 'view'>;

  readyAt: TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;

  roundOf: TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;

  submit: TypedContractMethod<[round: BigNumberish, signature: BytesLike], [void], 'nonpayable'>;

  wordOf: TypedContractMethod<[round: BigNumberish], [string], 'view'>;

  getFunction<T extends ContractMethod = ContractMethod>(key: string | FunctionFragment): T;

  getFunction(nameOrSignature: 'expiresAt'): TypedContractMethod<[arg0: BigNumberish], [bigint], 'view'>;
  getFunction(nameOrSignature: 'genesis'): TypedContractMethod<[], [bigint], 'view'>;
  getFunction(nameOrSignature: 'margin'): TypedContractMethod<[], [bigint], 'view'>;
  getFunction(nameOrSignature: 'period'): TypedContractMethod<[], [bigint], 'view'>;
  getFunction(nameOrSignature: 'publicKey'): TypedContractMethod<[], [ShortSignature.KeyStructOutput], 'view'>;
  getFunction(nameOrSignature: 'randomness'): TypedContractMethod<[moment: BigNumberish], [string], 'view'>;
  getFunction(nameOrSignature: 'readyAt'): TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;
  getFunction(nameOrSignature: 'roundOf'): TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;
  getFunction(
    nameOrSignature: 'submit',
  ): TypedContractMethod<[round: BigNumberish, signature: BytesLike], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'wordOf'): TypedContractMethod<[round: BigNumberish], [string], 'view'>;

  getEvent(
    key: 'RoundSubmitted',
  ): TypedContractEvent<
    RoundSubmittedEvent.InputTuple,
    RoundSubmittedEvent.OutputTuple,
    RoundSubmittedEvent.OutputObject
  >;

  filters: {
    'RoundSubmitted(uint64,bytes32)': TypedContractEvent<
      RoundSubmittedEvent.InputTuple,
      RoundSubmittedEvent.OutputTuple,
      RoundSubmittedEvent.OutputObject
    >;
    RoundSubmitted: TypedContractEvent<
      RoundSubmittedEvent.InputTuple,
      RoundSubmittedEvent.OutputTuple,
      RoundSubmittedEvent.OutputObject
    >;
  };
}
