/** A small capitation for tests: two cohorts, three cells, a hierarchy, an interaction, two steps of quality. */
export const CAPITATION_RULES = {
  id: 'c',
  version: '1',
  source: 'test',
  period: { from: '2026-01-01', to: '2026-12-31' },
  membership: { by: 'days' },
  deathDay: 'counts',
  rates: [
    { cohort: 'A', yuan: '730.00' },
    { cohort: 'B', yuan: '365.00' },
  ],
  risk: {
    ageOn: '2026-01-01',
    cells: [
      { sex: null, from: '0', to: '17', coefficient: '0.5' },
      { sex: 'male', from: '18', to: null, coefficient: '1' },
      { sex: 'female', from: '18', to: null, coefficient: '1.2' },
    ],
    diagnosedWithin: { from: '2025-01-01', to: '2025-12-31' },
    conditions: [
      { name: 'severe', codes: ['K76.6'], coefficient: '0.9', drops: ['mild'] },
      { name: 'mild', codes: ['K70-K76'], coefficient: '0.3' },
      { name: 'heart', codes: ['I50'], coefficient: '0.5' },
      { name: 'prostate', codes: ['C61'], sex: 'male', coefficient: '0.4' },
    ],
    interactions: [{ name: 'heart and liver', all: ['heart', 'mild'], coefficient: '0.15' }],
    charlson: null,
    normalise: null,
  },
  withhold: {
    share: '0.1',
    earnBack: [
      { from: '0', share: '0' },
      { from: '60', share: '0.5' },
      { from: '90', share: '1' },
    ],
    withoutScore: '0',
  },
  outflow: { share: '1', mostOfGross: '0.5' },
  rounding: 'halfUp',
}

/** `person,institution,…` tables for tests: the first line names the columns. */
export function rowsOf(csv: string): { line: number; columns: ReadonlyMap<string, string> }[] {
  const [header, ...lines] = csv.trim().split('\n')
  const names = header!.split(',')
  return lines.map((line, index) => {
    const fields = line.split(',')
    return { line: index + 2, columns: new Map(names.map((name, at) => [name, fields[at] ?? ''])) }
  })
}
