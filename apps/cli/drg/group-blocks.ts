import { Worker } from 'node:worker_threads'
import { type BlockMemory, createBlockGrouper, createBlockMemory, type Schemes, saveScheme } from '@medsettle/grouper'
import { type BlockReport, reportBlock } from './block-report.ts'

/** A report stands in memory of the crew until it is given back. */
export interface LentReport extends BlockReport {
  giveBack(): void
}

export interface GroupingCrew {
  /**
   * Blocks come back in the order they went in, whatever thread took them. The block itself may be written over as soon as
   * this returns. No more than `width` reports may be out.
   */
  group(block: Uint8Array, isFirst: boolean): Promise<LentReport>
  readonly width: number
  stop(): Promise<void>
}

export interface CrewOptions {
  readonly trace: boolean
  readonly threads: number
}

/** Blocks per thread: one under work, one waiting, one being written. */
const BLOCKS_PER_THREAD = 3

/** One thread works here; more are workers, each with its own copy of the compiled schemes. */
export function createCrew(schemes: Schemes, options: CrewOptions): GroupingCrew {
  return options.threads === 1 ? createSoloist(schemes, options) : createWorkers(schemes, options)
}

function createSoloist(schemes: Schemes, options: CrewOptions): GroupingCrew {
  const group = createBlockGrouper(schemes, options)
  const memory = createBlockMemory()
  return {
    group: async (block, isFirst) => ({ ...reportBlock(group, block, { isFirst, memory }), giveBack: () => {} }),
    width: 1,
    stop: async () => {},
  }
}

/** Memory of one block on its way. Both sides see it, so that nothing is copied from thread to thread or freed on the way. */
export interface Slot {
  input: Uint8Array
  memory: BlockMemory
}

function createWorkers(schemes: Schemes, options: CrewOptions): GroupingCrew {
  const members = Array.from({ length: options.threads }, () => createMember(schemes, options))
  const width = options.threads * BLOCKS_PER_THREAD
  const free: Slot[] = Array.from({ length: width }, () => ({
    input: new Uint8Array(new SharedArrayBuffer(0)),
    memory: createBlockMemory(true),
  }))
  return {
    width,
    async group(block, isFirst) {
      const slot = free.pop()
      if (!slot) throw new RangeError('more blocks are out than the crew is wide')
      if (slot.input.length < block.length) slot.input = new Uint8Array(new SharedArrayBuffer(block.length * 2))
      slot.input.set(block)
      // whoever has least to do: a thread the system has put aside must not keep the others waiting
      const member = members.reduce((one, other) => (other.waiting() < one.waiting() ? other : one))
      const { report, memory } = await member.group({ ...slot, length: block.length, isFirst })
      slot.memory = memory
      return { ...report, giveBack: () => free.push(slot) }
    },
    stop: async () => {
      await Promise.all(members.map((member) => member.stop()))
    },
  }
}

export interface WorkerTask extends Slot {
  readonly length: number
  readonly isFirst: boolean
}

export interface WorkerAnswer {
  readonly report: BlockReport
  /** of the slot; other memory than before when the block needed more */
  readonly memory: BlockMemory
}

interface Member {
  group(task: WorkerTask): Promise<WorkerAnswer>
  waiting(): number
  stop(): Promise<number>
}

function createMember(schemes: Schemes, { trace }: CrewOptions): Member {
  const worker = new Worker(new URL('./group-worker.ts', import.meta.url), {
    workerData: { schemes: schemes.map(saveScheme), trace },
  })
  const waiting: { resolve(answer: WorkerAnswer): void; reject(error: unknown): void }[] = []
  const fail = (error: unknown): void => {
    for (const one of waiting.splice(0)) one.reject(error)
  }
  worker.on('message', (answer: WorkerAnswer) => waiting.shift()?.resolve(answer))
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('a grouping thread has ended before its work')))
  return {
    group: (task) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        worker.postMessage(task)
      }),
    waiting: () => waiting.length,
    stop: () => worker.terminate(),
  }
}
