import { Worker } from 'node:worker_threads'
import { addSums, type Block, type BlockSums } from './price-block.ts'
import type { SampleRegion } from './sample-region.ts'

export const BLOCK_CASES = 25_000

export const blocksOf = (seed: number, year: string, cases: number): Block[] =>
  Array.from({ length: Math.ceil(cases / BLOCK_CASES) }, (_, no) => ({
    seed,
    name: `${year}-${no}`,
    cases: Math.min(BLOCK_CASES, cases - no * BLOCK_CASES),
  }))

/** All blocks over some threads; each thread has one block at a time, and only sums come back. */
export async function priceYear(region: SampleRegion, blocks: readonly Block[], threads: number): Promise<BlockSums> {
  const waiting = [...blocks]
  const done: BlockSums[] = []
  await Promise.all(Array.from({ length: threads }, () => work(region, waiting, done)))
  return addSums(done, region.hospitals.length)
}

/** Sums and remembered standards are all a worker keeps; more would hide that memory is bounded. */
const WORKER_MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 32 }

function work(region: SampleRegion, waiting: Block[], done: BlockSums[]): Promise<void> {
  const worker = new Worker(new URL('./price-worker.ts', import.meta.url), {
    workerData: { region },
    resourceLimits: WORKER_MEMORY,
  })
  return new Promise<void>((resolve, reject) => {
    const next = (): void => {
      const block = waiting.shift()
      if (block === undefined) resolve()
      else worker.postMessage(block)
    }
    worker.on('message', (sums: BlockSums) => {
      done.push(sums)
      next()
    })
    worker.on('error', reject)
    next()
  }).finally(() => worker.terminate())
}
