import { z } from 'zod'
import defaults from '../default-parameters.json' with { type: 'json' }

/** Parameters that cannot be used; nothing was simulated. */
export class CaseSimulatorError extends Error {
  override name = 'CaseSimulatorError'
  readonly code: 'SIMULATION_PARAMETERS_INVALID'
  /** `hospitals[2].share` */
  readonly place: string
  constructor(code: 'SIMULATION_PARAMETERS_INVALID', message: string, place: string) {
    super(message)
    this.code = code
    this.place = place
  }
}

const text = z.string().trim().min(1).max(100)
const share = z.number().min(0).max(1)
const positive = z.number().positive().max(1e6)
const byInsurance = <T extends z.ZodType>(value: T) => z.record(text, value)
const ratio = z.string().regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, 'a share from 0 to 1 as decimal text belongs here')

const group = z.strictObject({
  group: text,
  severity: z.enum(['mcc', 'cc', 'none']),
  share: positive,
  weight: positive,
  spread: z.number().min(0).max(2),
  stay: positive,
  staySpread: z.number().min(0).max(2),
  deathRate: share,
  returnRate: share,
})

const hospital = z.strictObject({
  hospital: text,
  level: text,
  share: positive,
  cost: positive,
  stay: positive,
  tilt: z.number().min(-3).max(3),
  upcoding: share,
  splitting: share,
  returns: z.number().min(0).max(20),
  deaths: z.number().min(0).max(20),
})

const schema = z.strictObject({
  id: text,
  version: text,
  source: z.string().trim().min(1).max(500),
  weightOneCost: positive,
  families: z
    .array(z.strictObject({ family: text, department: text, share: positive, groups: z.array(group).min(1) }))
    .min(1),
  hospitals: z.array(hospital).min(1),
  levels: z
    .array(
      z.strictObject({
        level: text,
        cost: positive,
        fundRatio: byInsurance(ratio),
        deductible: byInsurance(z.number().int().min(0).max(1e6)),
      }),
    )
    .min(1),
  insuranceTypes: z.array(z.strictObject({ insuranceType: text, share: positive, cost: positive })).min(1),
  years: z
    .array(
      z.strictObject({
        year: z.number().int().min(1990).max(2100),
        share: positive,
        cost: positive,
        upcoding: z.number().min(0).max(20),
      }),
    )
    .min(1),
  stayFollowsCost: z.number().min(-1).max(1),
  longestStay: z.number().int().min(1).max(3650),
  undercoding: share,
  returnWithinDays: z.number().int().min(1).max(365),
  sameHospitalShare: share,
  splittingMinimumStay: z.number().int().min(2).max(3650),
})

/** What the README describes field by field. */
export type Parameters = z.infer<typeof schema>
export type Family = Parameters['families'][number]
export type Group = Family['groups'][number]
export type Hospital = Parameters['hospitals'][number]
export type Level = Parameters['levels'][number]
export type InsuranceType = Parameters['insuranceTypes'][number]
export type Year = Parameters['years'][number]

/** The default document with what `json` says in place of it, key by key. @throws CaseSimulatorError with the first problem */
export function readParameters(json = '{}'): Parameters {
  const read = schema.safeParse({ ...defaults, ...parse(json) })
  if (read.success) return checked(read.data)
  const issue = read.error.issues[0]!
  const place = issue.path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('')
  throw invalid(place === '' ? 'document' : place, issue.message)
}

function parse(json: string): object {
  try {
    const value: unknown = JSON.parse(json.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw invalid('document', error.message)
  }
  throw invalid('document', 'an object {…} belongs here')
}

/** What one field cannot know of another. */
function checked(parameters: Parameters): Parameters {
  const { hospitals, levels, insuranceTypes, families } = parameters
  unique(
    families.flatMap((one) => one.groups.map(({ group }) => group)),
    'families',
  )
  unique(
    hospitals.map((one) => one.hospital),
    'hospitals',
  )
  for (const [index, one] of hospitals.entries())
    if (!levels.some(({ level }) => level === one.level))
      throw invalid(`hospitals[${index}].level`, `"${one.level}" is not one of levels`)
  for (const [index, level] of levels.entries())
    for (const field of ['fundRatio', 'deductible'] as const)
      for (const { insuranceType } of insuranceTypes)
        if (level[field][insuranceType] === undefined)
          throw invalid(`levels[${index}].${field}`, `says nothing of ${insuranceType}`)
  return parameters
}

function unique(names: readonly string[], place: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(place, `${twice} stands twice`)
}

const invalid = (place: string, message: string): CaseSimulatorError =>
  new CaseSimulatorError('SIMULATION_PARAMETERS_INVALID', message, place)
