import { ONE, type Ratio, roundRatio, times, ZERO_RATIO } from '@medsettle/money/ratio'
import { type AuxiliaryFound, findAuxiliary } from './auxiliary.ts'
import { type Candidate, createCandidateFinder } from './candidates.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { type Deviation, findDeviation } from './deviation.ts'
import type { DipCase } from './dip-case.ts'
import { type DipRefusal, dipRefusal } from './dip-refusal.ts'
import type { DipRules } from './dip-rules.ts'
import { createDiseaseReader, type Disease } from './disease.ts'
import { type Selection, selectGroup } from './select-group.ts'

/** What a hospital's scores are multiplied by; where it comes from is told in words. */
export interface InstitutionCoefficient {
  readonly value: Ratio
  readonly from: string
}

/** Which catalogue answered: selection by mean cost depends on its version (facts dip, trap 4). */
export interface CatalogueName {
  readonly id: string
  readonly version: string
}

export interface ScoredCase {
  readonly outcome: 'scored' | 'unrated'
  readonly id: string
  readonly catalogue: CatalogueName
  readonly entry: CatalogueEntry
  readonly disease: Disease
  readonly selection: Selection
  readonly auxiliary: AuxiliaryFound
  readonly deviation: Deviation
  readonly coefficient: InstitutionCoefficient
  /** base × auxiliary factor × deviation × coefficient, before it is rounded */
  readonly exact: Ratio
  /** zero when unrated: such a case is paid at cost (facts dip §6) */
  readonly score: Ratio
}

export interface UnscoredCase {
  readonly outcome: 'refused'
  readonly id: string
  readonly catalogue: CatalogueName
  readonly refusal: DipRefusal
}

export type CaseScore = ScoredCase | UnscoredCase

/** Null: the hospital has no coefficient, its cases are refused. */
export type CoefficientOf = (hospital: string) => InstitutionCoefficient | null

const NO_COEFFICIENT: InstitutionCoefficient = { value: ONE, from: 'not given' }

/** Scores cases by one catalogue. A case that has no score is a value with code, place and sentence; nothing is thrown. */
export function createScorer(
  catalogue: Catalogue,
  coefficientOf: CoefficientOf = () => NO_COEFFICIENT,
): (one: DipCase) => CaseScore {
  const { rules } = catalogue
  const name: CatalogueName = { id: rules.id, version: rules.version }
  const diseaseOf = createDiseaseReader(rules)
  const ground: Ground = { rules, coefficientOf }
  const candidatesOf = createCandidateFinder(catalogue)
  return (one) => {
    const refused = (refusal: DipRefusal): UnscoredCase => ({
      outcome: 'refused',
      id: one.id,
      catalogue: name,
      refusal,
    })
    const unfit = whyUnfit(rules, one)
    if (unfit !== null) return refused(unfit)
    const disease = diseaseOf(one)
    if ('code' in disease) return refused(disease)
    const candidates = candidatesOf(disease)
    if (candidates.length === 0) return refused(dipRefusal('DIP_NO_GROUP', 'entries', keyText(disease)))
    const scored = scoreCandidates(ground, one, disease, candidates)
    return 'code' in scored ? refused(scored) : { ...scored, id: one.id, catalogue: name }
  }
}

/** What stops a case before its disease is looked at. */
function whyUnfit({ version, validFrom, validTo, levels }: DipRules, one: DipCase): DipRefusal | null {
  const { id, cost, level, date, schemeVersion = '' } = one
  if (id === '') return dipRefusal('DIP_ID_MISSING', 'column id')
  if (cost === null) return dipRefusal('DIP_COST_MISSING', 'column cost')
  if (!levels.includes(level)) return dipRefusal('DIP_LEVEL_UNKNOWN', 'column level', `"${level.slice(0, 40)}"`)
  if (schemeVersion !== '' && schemeVersion !== version)
    return dipRefusal(
      'DIP_VERSION_MISMATCH',
      'column schemeVersion',
      `"${schemeVersion.slice(0, 40)}", this is ${version}`,
    )
  if (date !== '' && (date < validFrom || (validTo !== null && date > validTo)))
    return dipRefusal(
      'DIP_OUTSIDE_VALIDITY',
      'column date',
      `${date}; valid ${validFrom} to ${validTo ?? 'further notice'}`,
    )
  return null
}

const keyText = ({ diagnosis, procedures, family, treatments }: Disease): string =>
  `${diagnosis}:${procedures.join('+')}, nor ${family}:${treatments.join('/')}`

type Scores = Omit<ScoredCase, 'id' | 'catalogue'>
interface Ground {
  readonly rules: DipRules
  readonly coefficientOf: CoefficientOf
}

function scoreCandidates(
  { rules, coefficientOf }: Ground,
  one: DipCase,
  disease: Disease,
  candidates: readonly Candidate[],
): Scores | DipRefusal {
  const cost: Ratio = { n: BigInt(one.cost!), d: 100n }
  const selection = selectGroup(candidates, cost, rules.selection.order)
  const { entry } = selection.chosen
  const auxiliary = findAuxiliary(rules, one, disease, entry.id)
  const deviation = findDeviation(entry, one.level, cost, rules.deviation)
  if ('code' in deviation) return deviation
  // a primary-care group is worth the same everywhere: its coefficient replaces the institution's (facts dip §5)
  const coefficient =
    entry.coefficient === null ? coefficientOf(one.hospital) : { value: entry.coefficient, from: 'primary care' }
  if (coefficient === null) return dipRefusal('DIP_INSTITUTION_UNKNOWN', 'column hospital', `"${one.hospital}"`)
  const base = entry.score ?? ZERO_RATIO
  const exact = times(times(base, auxiliary.factor), times(deviation.factor, coefficient.value))
  const score = roundRatio(exact, rules.rounding.caseScore)
  return {
    outcome: entry.score === null ? 'unrated' : 'scored',
    entry,
    disease,
    selection,
    auxiliary,
    deviation,
    coefficient,
    exact,
    score,
  }
}
