import { parentPort, workerData } from 'node:worker_threads'
import { type Block, createBlockPricer } from './price-block.ts'
import type { SampleRegion } from './sample-region.ts'

/** Prices blocks until it is told to stop. */
const price = createBlockPricer((workerData as { readonly region: SampleRegion }).region, 'compiled')
parentPort!.on('message', (block: Block) => parentPort!.postMessage(price(block)))
