import { parentPort, workerData } from 'node:worker_threads'
import { type CompiledScheme, createBlockGrouper, loadScheme } from '@medsettle/grouper'
import { reportBlock } from './block-report.ts'
import type { WorkerAnswer, WorkerTask } from './group-blocks.ts'

/** One thread of `drg group --threads`: blocks of lines in, reports out, in order. */
const { schemes, trace } = workerData as { readonly schemes: readonly Uint8Array[]; readonly trace: boolean }
const [first, ...others] = schemes.map((bytes) => loadScheme(bytes))
const group = createBlockGrouper([first as CompiledScheme, ...others], { trace })

parentPort?.on('message', ({ input, length, isFirst, memory }: WorkerTask) => {
  const report = reportBlock(group, input.subarray(0, length), { isFirst, memory })
  parentPort?.postMessage({ report, memory } satisfies WorkerAnswer)
})
