/**
 * What one evaluation of a two-row table costs, alone and in a batch. Run: node packages/rules/bench/evaluate.ts
 * Alone, most of the time is the hand-over to the engine's thread and back; in a batch that is shared.
 */
import { z } from 'zod'
import { compileRules } from '../src/rules.ts'

const rules = compileRules({
  document: {
    about: { id: 'bench', version: '1', title: 'Bench', source: 'bench' },
    nodes: [
      { id: 'in', type: 'inputNode', name: 'request', position: { x: 0, y: 0 } },
      {
        id: 'table',
        type: 'decisionTableNode',
        name: 'size',
        position: { x: 0, y: 0 },
        content: {
          hitPolicy: 'first',
          inputs: [{ id: 'i1', name: 'Weight', field: 'grams' }],
          outputs: [{ id: 'o1', name: 'Size', field: 'size' }],
          rules: [
            { _id: 'heavy', i1: '> 1000', o1: '"L"' },
            { _id: 'light', i1: '', o1: '"S"' },
          ],
        },
      },
      { id: 'out', type: 'outputNode', name: 'response', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: 'e1', type: 'edge', sourceId: 'in', targetId: 'table' },
      { id: 'e2', type: 'edge', sourceId: 'table', targetId: 'out' },
    ],
  },
  facts: z.object({ grams: z.int() }),
  output: z.object({ size: z.string() }),
  example: { grams: 1 },
})

const ROUNDS = 3000
const BATCH = 100

async function milliseconds(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await act()
  return performance.now() - from
}

const alone = await milliseconds(async () => {
  for (let i = 0; i < ROUNDS; i++) await rules.evaluate({ grams: i })
})
const batched = await milliseconds(async () => {
  for (let i = 0; i < ROUNDS / BATCH; i++)
    await rules.evaluateMany(Array.from({ length: BATCH }, (_, index) => ({ grams: index })))
})
const each = (total: number): string => `${(total / ROUNDS).toFixed(3)} ms`
console.log(`one after another ${each(alone)} · in batches of ${BATCH} ${each(batched)}`)
