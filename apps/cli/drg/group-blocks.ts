import { Worker } from 'node:worker_threads'
import {
  type CompiledScheme,
  createBlockGrouper,
  type GroupedBlock,
  type Schemes,
  saveScheme,
} from '@medsettle/grouper'

export interface GroupingCrew {
  /** blocks come back in the order they went in, whatever thread took them */
  group(block: Uint8Array, isFirst: boolean): Promise<GroupedBlock>
  /** how many blocks may be under way at once without memory growing */
  readonly width: number
  stop(): Promise<void>
}

export interface CrewOptions {
  readonly trace: boolean
  readonly threads: number
}

/** One thread works here; more are workers, each with its own copy of the compiled schemes. */
export function createCrew(schemes: Schemes, options: CrewOptions): GroupingCrew {
  if (options.threads === 1) {
    const group = createBlockGrouper(schemes, options)
    return { group: async (block, isFirst) => group(block, isFirst), width: 1, stop: async () => {} }
  }
  const crew = Array.from({ length: options.threads }, () => createMember(schemes, options))
  let turn = 0
  return {
    width: options.threads * 2,
    group: (block, isFirst) => crew[turn++ % crew.length]!.group(block, isFirst),
    stop: async () => {
      await Promise.all(crew.map((member) => member.stop()))
    },
  }
}

function createMember(schemes: readonly CompiledScheme[], { trace }: CrewOptions) {
  const worker = new Worker(new URL('./group-worker.ts', import.meta.url), {
    workerData: { schemes: schemes.map(saveScheme), trace },
  })
  const waiting: { resolve(block: GroupedBlock): void; reject(error: unknown): void }[] = []
  const fail = (error: unknown): void => {
    for (const one of waiting.splice(0)) one.reject(error)
  }
  worker.on('message', (block: GroupedBlock) => waiting.shift()?.resolve(block))
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('a grouping thread has ended before its work')))
  return {
    group: (block: Uint8Array, isFirst: boolean): Promise<GroupedBlock> =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        // its own memory, so that it can be handed over and not copied again
        const own = new Uint8Array(block)
        worker.postMessage({ block: own, isFirst }, [own.buffer])
      }),
    stop: () => worker.terminate(),
  }
}
