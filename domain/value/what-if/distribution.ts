import type { CaseColumns } from './case-columns.ts'

/** How many cases are paid which part of their cost; cases without a cost above zero have none. */
export interface Distribution {
  /** lower edges in percent: 0, 10, … 200 and above */
  readonly edges: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
}

const BINS = 21
const PERCENT = 10n

export function distributionOf(columns: Omit<CaseColumns, 'add'>): Distribution {
  const [before, after] = [new Array<number>(BINS).fill(0), new Array<number>(BINS).fill(0)]
  for (const [at, cost] of columns.cost.entries()) {
    const costAfter = columns.costAfter[at]
    if (cost === null || cost <= 0 || costAfter === null || costAfter === undefined || costAfter <= 0) continue
    before[binOf(columns.before[at]!, cost)]!++
    after[binOf(columns.after[at]!, costAfter)]!++
  }
  return { edges: before.map((_, index) => index * Number(PERCENT)), before, after }
}

/** Whole numbers, so that 100 % is never 99.99… */
const binOf = (paid: number, cost: number): number =>
  Math.min(BINS - 1, Number((BigInt(paid) * 100n) / (BigInt(cost) * PERCENT)))
