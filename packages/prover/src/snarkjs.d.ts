/** Types for the part of snarkjs 0.7.6 that the project uses; snarkjs has none. */
declare module 'snarkjs' {
  /** Field elements in decimal, in the order and nesting of snarkjs's files. */
  export interface Proof {
    readonly pi_a: readonly string[];
    readonly pi_b: readonly (readonly string[])[];
    readonly pi_c: readonly string[];
    readonly protocol: 'groth16';
    readonly curve: 'bn128';
  }

  /** A file's path, or a buffer that the call fills. */
  export type Target = string | { type: 'mem'; data?: Uint8Array };

  export interface Logger {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
  }

  interface Curve {
    terminate(): Promise<void>;
  }

  export const curves: { getCurveFromName(name: 'bn128'): Promise<Curve> };

  export const wtns: {
    /** @throws if the inputs contradict a constraint. */
    calculate(input: object, wasm: string, witness: Target): Promise<void>;
    /** Whether a witness satisfies every constraint, hints of the witness generator included. */
    check(r1cs: string, witness: Target): Promise<boolean>;
    exportJson(witness: Target): Promise<bigint[]>;
  };

  export const groth16: {
    prove(zkey: string, witness: Target): Promise<{ proof: Proof; publicSignals: string[] }>;
    verify(verificationKey: object, publicSignals: readonly string[], proof: Proof): Promise<boolean>;
  };

  export const r1cs: {
    info(file: string): Promise<{ nConstraints: number; nPubInputs: number; nOutputs: number; nVars: number }>;
  };

  export const powersOfTau: {
    newAccumulator(curve: Curve, power: number, target: Target): Promise<Uint8Array>;
    contribute(source: Target, target: Target, name: string, entropy: string): Promise<Uint8Array>;
    preparePhase2(source: Target, target: Target): Promise<void>;
  };

  export const zKey: {
    /** The hash of the circuit, or -1 after having logged why not. */
    newZKey(r1cs: string, powersOfTau: string, target: Target, logger?: Logger): Promise<Uint8Array | -1>;
    contribute(source: Target, target: Target, name: string, entropy: string): Promise<Uint8Array>;
    verifyFromR1cs(r1cs: string, powersOfTau: string, zkey: string, logger?: Logger): Promise<boolean>;
    exportVerificationKey(zkey: string): Promise<object>;
    exportSolidityVerifier(zkey: string, templates: { groth16: string }): Promise<string>;
  };
}
