/** What a fake device was told, in order. */
export interface FakeDevice {
  readonly gpu: GPUDevice;
  readonly log: string[];
  /** Lets pipelines compile, error scopes answer and work finish from now on; until then they wait. */
  settle(): Promise<void>;
  /** Bytes of buffers that weren't destroyed. */
  bytes(): number;
}

/** A device that keeps a log and computes nothing: for what the runtime decides, where there is no adapter. */
export function fakeDevice(): FakeDevice {
  const log: string[] = [];
  const waiting: (() => void)[] = [];
  let open = false;
  const later = <T>(value: T): Promise<T> =>
    open ? Promise.resolve(value) : new Promise((resolve) => waiting.push(() => resolve(value)));
  let bytes = 0;
  const pass = {
    setPipeline() {},
    setBindGroup() {},
    dispatchWorkgroups: () => log.push('dispatch'),
    end() {},
  };
  const gpu = {
    limits: { minUniformBufferOffsetAlignment: 256 },
    features: new Set(),
    lost: new Promise(() => {}),
    createBuffer({ size }: { size: number }) {
      bytes += size;
      log.push(`buffer ${size}`);
      return {
        destroy() {
          bytes -= size;
          log.push(`destroy ${size}`);
        },
      };
    },
    pushErrorScope() {},
    popErrorScope: () => later(null),
    createShaderModule: () => ({}),
    createPipelineLayout: () => ({}),
    createBindGroupLayout: () => ({}),
    createBindGroup: () => ({}),
    createComputePipeline() {
      log.push('compiled at once');
      return {};
    },
    createComputePipelineAsync: () => later({}),
    createCommandEncoder: () => ({
      beginComputePass: () => pass,
      copyBufferToBuffer: () => log.push('copy'),
      finish: () => ({}),
    }),
    queue: {
      submit: (list: unknown[]) => log.push(list.length === 0 ? 'empty submission' : 'submission'),
      writeBuffer: () => log.push('write'),
      onSubmittedWorkDone: () => later(undefined),
    },
  } as unknown as GPUDevice;
  return {
    gpu,
    log,
    bytes: () => bytes,
    async settle() {
      open = true;
      for (const go of waiting.splice(0)) go();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
