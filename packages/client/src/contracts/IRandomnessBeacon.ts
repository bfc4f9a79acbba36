// Made by scripts/client-contracts.ts from the compiled contracts.
import type {
  BaseContract,
  BigNumberish,
  BytesLike,
  FunctionFragment,
  Result,
  Interface,
  ContractRunner,
  ContractMethod,
  Listener,
} from 'ethers';
import type {
  TypedContractEvent,
  TypedDeferredTopicFilter,
  TypedEventLog,
  TypedListener,
  TypedContractMethod,
} from './common.ts';

export interface IRandomnessBeaconInterface extends Interface {
  getFunction(nameOrSignature: 'expiresAt' | 'randomness' | 'readyAt'): FunctionFragment;

  encodeFunctionData(functionFragment: 'expiresAt', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'randomness', values: [BigNumberish]): string;
  encodeFunctionData(functionFragment: 'readyAt', values: [BigNumberish]): string;

  decodeFunctionResult(functionFragment: 'expiresAt', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'randomness', data: BytesLike): Result;
  decodeFunctionResult(functionFragment: 'readyAt', data: BytesLike): Result;
}

export interface IRandomnessBeacon extends BaseContract {
  connect(runner?: ContractRunner | null): IRandomnessBeacon;
  waitForDeployment(): Promise<this>;

  interface: IRandomnessBeaconInterface;

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

  randomness: TypedContractMethod<[moment: BigNumberish], [string], 'view'>;

  readyAt: TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;

  getFunction<T extends ContractMethod = ContractMethod>(key: string | FunctionFragment): T;

  getFunction(nameOrSignature: 'expiresAt'): TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;
  getFunction(nameOrSignature: 'randomness'): TypedContractMethod<[moment: BigNumberish], [string], 'view'>;
  getFunction(nameOrSignature: 'readyAt'): TypedContractMethod<[moment: BigNumberish], [bigint], 'view'>;

  filters: {};
}
