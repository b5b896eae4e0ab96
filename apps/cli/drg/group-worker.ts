import { parentPort, workerData } from 'node:worker_threads'
import { type CompiledScheme, createBlockGrouper, loadScheme } from '@medsettle/grouper'

/** One thread of `drg group --threads`: blocks of lines in, grouped blocks out, in order. */
const { schemes, trace } = workerData as { readonly schemes: readonly Uint8Array[]; readonly trace: boolean }
const [first, ...others] = schemes.map((bytes) => loadScheme(bytes))
const group = createBlockGrouper([first as CompiledScheme, ...others], { trace })

parentPort?.on('message', ({ block, isFirst }: { readonly block: Uint8Array; readonly isFirst: boolean }) => {
  const grouped = group(block, isFirst)
  const output = new Uint8Array(grouped.output)
  const ids = new Uint32Array(grouped.ids)
  parentPort?.postMessage({ ...grouped, output, ids }, [output.buffer, ids.buffer])
})
