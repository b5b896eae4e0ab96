import type { Ratio } from '@medsettle/money/ratio'
import { type ModelProblem, modelProblem } from './model-problem.ts'

export type Sex = 'male' | 'female'

/** Completed years of age, both ends included. */
export interface AgeSexCell {
  /** null: both */
  readonly sex: Sex | null
  readonly from: number
  /** null: and above */
  readonly to: number | null
  readonly coefficient: Ratio
}

/** The cell of a person; null when no cell holds, which `checkCells` would have told. */
export function cellOf<T extends AgeSexCell>(cells: readonly T[], age: number, sex: Sex): T | null {
  return cells.find((cell) => holdsFor(cell, sex) && age >= cell.from && (cell.to === null || age <= cell.to)) ?? null
}

/** Every age from 0 of both sexes is in exactly one cell, or it is told where not. */
export function checkCells(cells: readonly AgeSexCell[], place: string): ModelProblem[] {
  const reversed = cells.flatMap((cell, index) =>
    cell.to !== null && cell.to < cell.from
      ? [modelProblem('RISK_CELL_REVERSED', `${place}[${index}]`, spanOf(cell))]
      : [],
  )
  if (reversed.length > 0) return reversed
  return (['male', 'female'] as const).flatMap((sex) => checkSex(cells, sex, place))
}

function checkSex(cells: readonly AgeSexCell[], sex: Sex, place: string): ModelProblem[] {
  const problems: ModelProblem[] = []
  const own = cells.filter((cell) => holdsFor(cell, sex)).sort((a, b) => a.from - b.from)
  /** the first age that no cell has held so far; null: none is left */
  let next: number | null = 0
  for (const cell of own) {
    const at = `${place}[${cells.indexOf(cell)}]`
    if (next === null || cell.from < next)
      problems.push(modelProblem('RISK_CELLS_OVERLAP', at, `${sex} ${spanOf(cell)}`))
    else if (cell.from > next) problems.push(modelProblem('RISK_CELLS_GAP', at, `${sex} ${next} to ${cell.from - 1}`))
    if (next !== null) next = cell.to === null ? null : Math.max(next, cell.to + 1)
  }
  if (next !== null) problems.push(modelProblem('RISK_CELLS_GAP', place, `${sex} ${next} and above`))
  return problems
}

const holdsFor = (cell: AgeSexCell, sex: Sex): boolean => cell.sex === null || cell.sex === sex
const spanOf = ({ from, to }: AgeSexCell): string => (to === null ? `${from} and above` : `${from} to ${to}`)
