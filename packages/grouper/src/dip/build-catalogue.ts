import { dividedBy, type Ratio, roundRatio, times } from '@medsettle/money/ratio'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { addCost, addToSum, appendCosts, type CostColumn, createCostColumn, createSum } from './cost-column.ts'
import type { DipCase } from './dip-case.ts'
import { DipError } from './dip-error.ts'
import { type DipRefusal, dipRefusal } from './dip-refusal.ts'
import type { DipRules, DipRulesDocument } from './dip-rules.ts'
import { createDiseaseReader, type Disease } from './disease.ts'
import { type EntryDraft, entryOf, type YearSums } from './entry-of.ts'
import { type PrimaryCare, readPrimaryCare } from './primary-care.ts'
import { weightedMean } from './weighted-mean.ts'

export interface CatalogueBuilder {
  /** Counts one case; a refusal says why it was not. The order of cases changes nothing. */
  add(one: DipCase): DipRefusal | null
  /** @throws DipError DIP_NO_CASES, DIP_REFERENCE_MISSING */
  finish(): Catalogue
}

/** A disease as it is counted, before the threshold decides what becomes of it. */
interface Counted {
  readonly disease: Disease
  readonly primary: PrimaryCare | null
  readonly column: CostColumn
}

/** Memory: ten to twenty bytes a case and one record a disease; costs are kept because trimming needs them all. */
export function createCatalogueBuilder(document: DipRulesDocument): CatalogueBuilder {
  const { rules } = document
  const diseaseOf = createDiseaseReader(rules)
  const primaryCare = readPrimaryCare(rules)
  const years = new Map(rules.years.map(({ year }, at) => [year, at]))
  const levels = new Map(rules.levels.map((level, at) => [level, at]))
  const counted = new Map<string, Counted>()
  const unlisted = new Map<string, number>()
  const overall = rules.years.map(createSum)
  return {
    add(one) {
      const year = years.get(one.year ?? 0)
      const level = levels.get(one.level)
      if (one.cost === null) return dipRefusal('DIP_COST_MISSING', 'column cost')
      if (year === undefined) return dipRefusal('DIP_YEAR_NOT_WEIGHTED', 'column year', String(one.year ?? 'not given'))
      if (level === undefined) return dipRefusal('DIP_LEVEL_UNKNOWN', 'column level', `"${one.level.slice(0, 40)}"`)
      const disease = diseaseOf(one)
      if ('code' in disease) return disease
      for (const code of disease.unlisted) unlisted.set(code, (unlisted.get(code) ?? 0) + 1)
      addCost(countedAs(disease, counted, primaryCare).column, one.cost, year * levels.size + level)
      addToSum(overall[year]!, one.cost)
      return null
    },
    finish() {
      const drafts = draftsOf([...counted.values()], rules)
      const entries = drafts.map((draft) => entryOf(draft, rules)).sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1))
      const sums = rules.scale.to === 'overall' && rules.scale.over === 'kept' ? keptSums(entries, rules) : overall
      const { mean } = weightedMean(sums, { years: rules.years, emptyYear: 'renormalise' })
      if (mean === null) throw new DipError('DIP_NO_CASES', 'cases', 'there is no case to build a catalogue from')
      const overallMean = roundRatio(mean, rules.rounding.mean)
      const cases = overall.reduce((sum, one) => sum + one.cases, 0)
      const scored = scoreEntries(
        entries.map(({ entry }) => entry),
        overallMean,
        rules,
      )
      return { ...document, cases, overallMean, unlisted: new Map([...unlisted].sort()), entries: scored }
    },
  }
}

function countedAs(disease: Disease, counted: Map<string, Counted>, primaryCare: readonly PrimaryCare[]): Counted {
  const key = `${disease.diagnosis}:${disease.procedures.join('+')}`
  const known = counted.get(key)
  // a disease cut to the same key from another chapter cannot be: the chapter follows from the key's category
  if (known !== undefined) return known
  const primary = primaryCare.find((group) => group.covers(disease)) ?? null
  const fresh = { disease, primary, column: createCostColumn() }
  counted.set(key, fresh)
  return fresh
}

/** The threshold: enough cases make a core disease, the others are merged by family and treatment. */
function draftsOf(counted: readonly Counted[], rules: DipRules): EntryDraft[] {
  const merged = new Map<string, EntryDraft>()
  for (const one of counted) {
    const head = headOf(one, rules)
    const draft = merged.get(head.id) ?? { ...head, column: createCostColumn() }
    merged.set(head.id, draft)
    appendCosts(draft.column, one.column)
  }
  return [...merged.values()]
}

function headOf({ disease, primary, column }: Counted, { threshold }: DipRules): Omit<EntryDraft, 'column'> {
  const { diagnosis, family, procedures } = disease
  if (primary !== null) {
    const { formula, coefficient, treatment } = primary
    return { id: `${diagnosis}:${formula}`, kind: 'primary', treatment, diagnosis, formula, coefficient }
  }
  const formula = procedures.join('+')
  const treatment = disease.treatments[0]!
  if (column.length >= threshold)
    return { id: `${diagnosis}:${formula}`, kind: 'core', treatment, diagnosis, formula, coefficient: null }
  const id = `${family}:${treatment}`
  return { id, kind: 'comprehensive', treatment, diagnosis: family, formula: '', coefficient: null }
}

function keptSums(entries: readonly { readonly kept: YearSums }[], rules: DipRules): YearSums {
  return rules.years.map((_, at) => {
    const total = createSum()
    for (const { kept } of entries) {
      total.cases += kept[at]!.cases
      total.fen += kept[at]!.fen
    }
    return total
  })
}

/** Score = mean ÷ M × what M is worth; M is the mean of all discharges or of the reference disease (facts dip §2). */
function scoreEntries(entries: readonly CatalogueEntry[], overallMean: Ratio, rules: DipRules): CatalogueEntry[] {
  const { scale, rounding } = rules
  const unit = scale.to === 'overall' ? overallMean : (entries.find(({ id }) => id === scale.group)?.mean ?? null)
  if (unit === null || unit.n === 0n) {
    const what = scale.to === 'group' ? scale.group : 'the mean of all cases'
    throw new DipError('DIP_REFERENCE_MISSING', 'scale', `${what} has no mean, so nothing can be measured by it`)
  }
  return entries.map((entry) => {
    if (entry.mean === null) return entry
    const score = roundRatio(times(dividedBy(entry.mean, unit), scale.score), rounding.score)
    return score.n > 0n ? { ...entry, score } : { ...entry, note: 'the score rounds to zero: unrated' }
  })
}
