import { type CodeBits, hasCode } from './evaluate-rule.ts'
import type { Step } from './grouping-steps.ts'
import { FIRST_CODE, type InternedScheme, NO_CODE } from './interned-scheme.ts'

/** What is left to decide once both principal codes are known. */
export interface Cell {
  /** numbers of the steps that may still be taken, in order; those behind a certain one are gone */
  readonly steps: Int32Array
  /** the group, when nothing is left to decide; else -1 */
  readonly group: number
}

export interface DecisionTable {
  /** codes that stand in the same lists share a class */
  readonly diagnosisClasses: number
  readonly procedureClasses: number
  cell(diagnosis: number, procedure: number): Cell
  /** touches what `cell` will read, without waiting for it (`case-batch.ts`) */
  fetchClasses(diagnosis: number, procedure: number): number
  fetchCell(diagnosis: number, procedure: number): number
  /** steps that no pair of principal codes leads to: they stand behind others that always hold */
  unreachable(): number[]
}

interface Ground {
  readonly interned: InternedScheme
  readonly bits: readonly CodeBits[]
  readonly steps: readonly Step[]
}

/** Cells are filled when a case first needs them: of the half million pairs of a national scheme a hospital meets few. */
export function createDecisionTable({ interned, bits, steps }: Ground): DecisionTable {
  const listsOf = (lists: readonly (readonly number[])[]): Uint32Array[] =>
    [...new Set(lists.flat())].map((list) => interned.lists[list]!)
  const diagnoses = classify(interned.diagnoses.codes.length, listsOf(steps.map((step) => step.diagnosisLists)))
  const procedures = classify(interned.procedures.codes.length, listsOf(steps.map((step) => step.procedureLists)))
  const width = procedures.samples.length
  // one flat table: a look costs one place of memory. Pages no case asks for are never given by the system
  const table = new Uint32Array(diagnoses.samples.length * width)
  const cells: Cell[] = [{ steps: new Int32Array(0), group: -1 }]
  const known = new Map<string, number>()
  const fits = (lists: readonly number[], code: number): boolean => lists.every((list) => hasCode(bits[list]!, code))
  const make = (diagnosis: number, procedure: number): Cell => {
    const left: number[] = []
    for (const [number, step] of steps.entries()) {
      if (!fits(step.diagnosisLists, diagnosis) || !fits(step.procedureLists, procedure)) continue
      left.push(number)
      if (step.rest === null) break
    }
    const first = left.length > 0 ? steps[left[0]!]! : null
    return { steps: Int32Array.from(left), group: first?.rest === null ? first.group : -1 }
  }
  const fill = (diagnosisClass: number, procedureClass: number): number => {
    const cell = make(diagnoses.samples[diagnosisClass]!, procedures.samples[procedureClass]!)
    const key = cell.steps.join(' ')
    const number = known.get(key) ?? cells.push(cell) - 1
    known.set(key, number)
    return number
  }
  return {
    diagnosisClasses: diagnoses.samples.length,
    procedureClasses: procedures.samples.length,
    cell(diagnosis, procedure) {
      const at = diagnoses.classOf[diagnosis]! * width + procedures.classOf[procedure]!
      let number = table[at]!
      if (number === 0) {
        number = fill(diagnoses.classOf[diagnosis]!, procedures.classOf[procedure]!)
        table[at] = number
      }
      return cells[number]!
    },
    fetchClasses: (diagnosis, procedure) => diagnoses.classOf[diagnosis]! ^ procedures.classOf[procedure]!,
    fetchCell: (diagnosis, procedure) => table[diagnoses.classOf[diagnosis]! * width + procedures.classOf[procedure]!]!,
    unreachable() {
      const reached = new Set<number>()
      for (const diagnosis of diagnoses.samples) {
        const left = [...steps.entries()].filter(([, step]) => fits(step.diagnosisLists, diagnosis))
        for (const procedure of procedures.samples)
          for (const [number, step] of left) {
            if (!fits(step.procedureLists, procedure)) continue
            reached.add(number)
            if (step.rest === null) break
          }
      }
      return steps.flatMap((_, number) => (reached.has(number) ? [] : number))
    },
  }
}

interface Classes {
  readonly classOf: Uint32Array
  /** by class: one code of it */
  readonly samples: readonly number[]
}

/** Splits the codes by every list in turn: two codes stay together only while no list tells them apart. */
function classify(size: number, lists: readonly Uint32Array[]): Classes {
  const classOf = new Uint32Array(Math.max(size, FIRST_CODE))
  const samples: number[] = [NO_CODE]
  const counts = [classOf.length]
  for (const ids of lists) {
    const moved = new Map<number, number>()
    for (const id of ids) {
      const old = classOf[id]!
      let fresh = moved.get(old)
      if (fresh === undefined) {
        fresh = samples.push(id) - 1
        counts.push(0)
        moved.set(old, fresh)
      }
      classOf[id] = fresh
      counts[old]!--
      counts[fresh]!++
    }
  }
  return compact(classOf, samples, counts)
}

/** Classes that every code has left again are dropped; a sample is a code that is still in its class. */
function compact(classOf: Uint32Array, samples: readonly number[], counts: readonly number[]): Classes {
  const numbers = new Int32Array(samples.length).fill(-1)
  const kept: number[] = []
  for (let code = 0; code < classOf.length; code++) {
    const old = classOf[code]!
    if (counts[old] === 0) continue
    if (numbers[old] === -1) numbers[old] = kept.push(code) - 1
    classOf[code] = numbers[old]!
  }
  return { classOf, samples: kept }
}
