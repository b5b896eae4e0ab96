/**
 * What building a catalogue and scoring by it cost, one thread, cases already in memory. Run: node packages/grouper/bench/dip.ts [SECONDS]
 * The ratio is to scoring with a catalogue that is looked through from end to end for each case. Cases are seeded: 4,000 diseases, up
 * to two procedures, three diagnoses, evenly spread costs.
 */
import { createRandom, type SeededRandom } from '@medsettle/seeded'
import { caseOf, rulesOf } from '../fixtures/dip-rules.ts'
import { createCandidateFinder } from '../src/dip/candidates.ts'
import { type Catalogue, createCatalogueBuilder, createScorer, type DipCase, scoreToJson } from '../src/dip/dip.ts'
import { createDiseaseReader } from '../src/dip/disease.ts'

const DISEASES = 4000
const CASES = 50_000
const SECONDS = Number(process.argv[2] ?? 2)

function someCases(random: SeededRandom): DipCase[] {
  const diseases = Array.from({ length: DISEASES }, (_, at) => {
    const code = `${'ABCDEFGHIJ'[at % 10]}${String(Math.floor(at / 10) % 100).padStart(2, '0')}.${Math.floor(at / 1000)}00`
    const procedures = Array.from({ length: random.below(3) }, () => `47.${random.between(10, 99)}`)
    return { code, procedures: procedures.join('|') || '-', mean: random.between(1000, 40_000) }
  })
  return Array.from({ length: CASES }, (_, id) => {
    const { code, procedures, mean } = random.pick(diseases)
    const cost = `${Math.ceil(mean * (0.4 + 1.2 * random.next()))}.00`
    const words = `${code}|E11.900|I10.x00 ${procedures} ${2022 + random.below(3)} ${cost} ${random.pick(['二级', '三级'])}`
    return caseOf(words, { id: String(id), ageYears: String(random.below(90)), stayDays: '7' })
  })
}

/** Milliseconds of processor time this process has had: beside other work the clock on the wall measures that work. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Cases of `act` in a second of processor time, over at least SECONDS. */
function rate(cases: readonly DipCase[], act: (one: DipCase) => unknown): number {
  const from = processorTime()
  let done = 0
  let elapsed = 0
  while (elapsed < SECONDS * 1000) {
    for (let turn = 0; turn < 500; turn++) act(cases[done++ % cases.length]!)
    elapsed = processorTime() - from
  }
  return (done * 1000) / elapsed
}

/** The candidates of a case, found by asking every entry of the catalogue. */
function lookThrough(catalogue: Catalogue): (one: DipCase) => number {
  const diseaseOf = createDiseaseReader(catalogue.rules)
  const finders = catalogue.entries.map((entry) => createCandidateFinder({ ...catalogue, entries: [entry] }))
  return (one) => {
    const disease = diseaseOf(one)
    return 'code' in disease ? 0 : finders.flatMap((find) => find(disease)).length
  }
}

const rules = rulesOf({
  threshold: 4,
  trim: { method: 'iqr', fence: '1.5' },
  severity: { cc: { 'E11.9': '1' }, mcc: {}, exclusionByPrincipal: {} },
  auxiliary: [
    { id: 'severity', grades: [{ grade: 'II', when: { severity: 'cc' }, factor: '1.1' }] },
    { id: 'age', grades: [{ grade: '66 and above', when: { ageYears: { atLeast: 66 } }, factor: '1.08' }] },
  ],
})
const cases = someCases(createRandom(20261128))
const builder = createCatalogueBuilder(rules)
for (const one of cases) builder.add(one)
const started = processorTime()
const catalogue = builder.finish()
const finished = processorTime() - started
const score = createScorer(catalogue)
const figures = {
  add: rate(cases, createCatalogueBuilder(rules).add),
  score: rate(cases, score),
  trace: rate(cases, (one) => JSON.stringify(scoreToJson(score(one), catalogue.rules))),
  lookThrough: rate(cases, lookThrough(catalogue)),
}
const told = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value)}/s`)
console.log(
  `${catalogue.entries.length} diseases of ${CASES} cases averaged in ${Math.round(finished)} ms · ${told.join(' · ')}`,
)
console.log(`score ÷ lookThrough ${(figures.score / figures.lookThrough).toFixed(1)}`)
