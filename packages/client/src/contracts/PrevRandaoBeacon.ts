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

export interface PrevRandaoBeaconInterface extends Interface {
  getFunction(nameOrSignature: 'expiresAt' | 'margin' | 'prove' | 'randomness' | 'readyAt' | 'slot'): FunctionFragment;

  getEvent(nameOrSignatureOrTopic: 'WordProved'): EventFragment;

  encodeFunctionData(functionFragment: 'expiresAt', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'margin', values?: undefined): string;
  encodeFunctionData(functionFragment: 'prove', values: [BigNumberish, BytesLike, BytesLike]): string;
  encodeFunctionData(functionFragment: 'randomness', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'readyAt', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'slot', values?: undefined): string;

  decodeFunctionResult(functionFragment: 'expiresAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'margin', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'prove', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'randomness', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'readyAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'slot', data: BytesLike): Result;
}

export namespace WordProvedEvent {
  export type InputTuple = [time: BigNumberish, word: BytesLike];
  export type OutputTuple = [time: bigint, word: string];
  export interface OutputObject {
    time: bigint;
    word: string;
  }
  export type Event = TypedContractEvent<InputTuple, OutputTuple, OutputObject>;
  export type Filter = TypedDeferredTopicFilter<Event>;
  export type Log = TypedEventLog<Event>;
  export type LogDescription = TypedLogDescription<Event>;
}

export interface PrevRandaoBeacon extends BaseContract {
  connect(runner?: ContractRunner | null): PrevRandaoBeacon;
  waitForDeployment(): Promise<this>;

  interface: PrevRandaoBeaconInterface;

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

  expiresAt: TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;

  margin: TypedContractMethod<[], [bigint], 'view'>;

  prove: TypedContractMethod<[moment: BigNumberish, header: BytesLike, parent: BytesLike], [void], 'nonpayable'>;

  randomness: TypedContractMethod<[moment: BigNumberish], [string], 'view'>;

  readyAt: TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;

  slot: TypedContractMethod<[], [bigint], 'view'>;

  getFunction<T extends ContractMethod = ContractMethod>(key: string | FunctionFragment): T;

  getFunction(nameOrSignature: 'expiresAt'): TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;
  getFunction(nameOrSignature: 'margin'): TypedContractMethod<[], [bigint], 'view'>;
  getFunction(
    nameOrSignature: 'prove',
  ): TypedContractMethod<[moment: BigNumberish, header: BytesLike, parent: BytesLike], [void], 'nonpayable'>;
  getFunction(nameOrSignature: 'randomness'): TypedContractMethod<[moment: BigNumberish], [string], 'view'>;
  getFunction(nameOrSignature: 'readyAt'): TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;
  getFunction(nameOrSignature: 'slot'): TypedContractMethod<[], [bigint], 'view'>;

  getEvent(
    key: 'WordProved',
  ): TypedContractEvent<WordProvedEvent.InputTuple, WordProvedEvent.OutputTuple, WordProvedEvent.OutputObject>;

  filters: {
    'WordProved(uint256,bytes32)': TypedContractEvent<
      WordProvedEvent.InputTuple,
      WordProvedEvent.OutputTuple,
      WordProvedEvent.OutputObject
    >;
    WordProved: TypedContractEvent<
      WordProvedEvent.InputTuple,
      WordProvedEvent.OutputTuple,
      WordProvedEvent.OutputObject
    >;
  };
}
