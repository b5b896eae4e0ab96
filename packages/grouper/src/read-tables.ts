import { readCondition, type Sex } from './condition.ts'
import { GrouperError } from './grouper-error.ts'
import { readPolicy } from './read-policy.ts'
import {
  type AdrgTable,
  type DrgTable,
  defaultPolicy,
  type MdcTable,
  type MdcVariant,
  type SchemeTables,
  type SeverityModifier,
} from './scheme-tables.ts'

/** The files of a scheme; the first seven must be there (their shape is in the package's README). */
export const REQUIRED_FILES = [
  'mdc.json',
  'adrg.json',
  'drg.json',
  'cc.json',
  'mcc.json',
  'exclusion-by-principal.json',
  'valid-procedures.json',
] as const
export const OPTIONAL_FILES = [
  'scheme.json',
  'valid-diagnoses.json',
  'diagnosis-map.json',
  'procedure-map.json',
  'sex-only.json',
  'lists.json',
] as const

/**
 * Tables out of the parsed JSON files by name.
 * @param version of the scheme when `scheme.json` does not say it
 * @throws GrouperError GROUPER_BAD_TABLE, GROUPER_BAD_CONDITION
 */
export function readTables(files: Readonly<Record<string, unknown>>, version: string): SchemeTables {
  for (const name of REQUIRED_FILES)
    if (files[name] === undefined) throw bad(name, 'this file of the scheme is not there')
  const head = object(files['scheme.json'] ?? {}, 'scheme.json')
  const mdc = object(files['mdc.json'], 'mdc.json')
  const knownDiagnoses = codes(files['valid-diagnoses.json'] ?? [], 'valid-diagnoses.json')
  return {
    version: text(head.version ?? version, 'scheme.json: version'),
    name: text(head.name ?? version, 'scheme.json: name'),
    source: text(head.source ?? '', 'scheme.json: source'),
    policy: readPolicy(head.policy, defaultPolicy(knownDiagnoses.length > 0)),
    modifiers: list(head.severityModifiers ?? [], 'scheme.json: severityModifiers').map(readModifier),
    mdcOrder: codes(mdc.order, 'mdc.json: order'),
    mdcs: each(mdc.mdc, 'mdc.json: mdc', readMdc),
    adrgs: each(files['adrg.json'], 'adrg.json', readAdrg),
    drgs: each(files['drg.json'], 'drg.json', readDrg),
    cc: each(files['cc.json'], 'cc.json', text),
    mcc: each(files['mcc.json'], 'mcc.json', text),
    exclusionByPrincipal: each(files['exclusion-by-principal.json'], 'exclusion-by-principal.json', text),
    validProcedures: codes(files['valid-procedures.json'], 'valid-procedures.json'),
    knownDiagnoses,
    diagnosisMap: each(files['diagnosis-map.json'] ?? {}, 'diagnosis-map.json', text),
    procedureMap: each(files['procedure-map.json'] ?? {}, 'procedure-map.json', text),
    sexOnly: readSexOnly(files['sex-only.json']),
    lists: each(files['lists.json'] ?? {}, 'lists.json', codes),
  }
}

function readMdc(value: unknown, place: string): MdcTable {
  const raw = object(value, place)
  const part = readMdcPart(raw, place)
  const { enter, adrgs } = part
  if (!enter || !adrgs) throw bad(place, 'an MDC needs enter and adrgs')
  return {
    ...part,
    enter,
    adrgs,
    ...(raw.name === undefined ? {} : { name: text(raw.name, `${place}.name`) }),
    ...(raw.variants === undefined ? {} : { variants: each(raw.variants, `${place}.variants`, readVariant) }),
  }
}

const readVariant = (value: unknown, place: string): MdcVariant => readMdcPart(object(value, place), place)

function readMdcPart(raw: Record<string, unknown>, place: string): MdcVariant {
  const at = (name: string): string => `${place}.${name}`
  return {
    ...(raw.enter === undefined ? {} : { enter: readCondition(raw.enter, at('enter')) }),
    ...(raw.principal === undefined ? {} : { principal: codes(raw.principal, at('principal')) }),
    ...(raw.lists === undefined ? {} : { lists: each(raw.lists, at('lists'), codes) }),
    ...(raw.sex === undefined ? {} : { sex: sex(raw.sex, at('sex')) }),
    ...(raw.ageYearsEqual === undefined ? {} : { ageYearsEqual: count(raw.ageYearsEqual, at('ageYearsEqual')) }),
    ...(raw.ageDaysAtMost === undefined ? {} : { ageDaysAtMost: count(raw.ageDaysAtMost, at('ageDaysAtMost')) }),
    ...(raw.regions === undefined ? {} : { regions: each(raw.regions, at('regions'), codes) }),
    ...(raw.regionsAtLeast === undefined ? {} : { regionsAtLeast: count(raw.regionsAtLeast, at('regionsAtLeast')) }),
    ...(raw.adrgs === undefined ? {} : { adrgs: codes(raw.adrgs, at('adrgs')) }),
  }
}

function readAdrg(value: unknown, place: string): AdrgTable {
  const raw = object(value, place)
  const { kind } = raw
  if (kind !== undefined && kind !== 'surgical' && kind !== 'procedure' && kind !== 'medical')
    throw bad(`${place}.kind`, 'is surgical, procedure or medical')
  return {
    when: readCondition(raw.when, `${place}.when`),
    drgs: codes(raw.drgs, `${place}.drgs`),
    lists: each(raw.lists ?? {}, `${place}.lists`, codes),
    ...(raw.name === undefined ? {} : { name: text(raw.name, `${place}.name`) }),
    ...(kind === undefined ? {} : { kind }),
  }
}

function readDrg(value: unknown, place: string): DrgTable {
  const raw = object(value, place)
  const { requires } = raw
  if (requires !== 'mcc' && requires !== 'mcc-or-cc' && requires !== 'none')
    throw bad(`${place}.requires`, 'is mcc, mcc-or-cc or none')
  const name = text(raw.name ?? '', `${place}.name`)
  return raw.when === undefined
    ? { name, requires }
    : { name, requires, when: readCondition(raw.when, `${place}.when`) }
}

function readModifier(value: unknown, index: number): SeverityModifier {
  const place = `scheme.json: severityModifiers[${index}]`
  const { when, counts, because } = object(value, place)
  if (counts !== 'mcc' && counts !== 'cc' && counts !== 'none') throw bad(`${place}.counts`, 'is mcc, cc or none')
  return { when: readCondition(when, `${place}.when`), counts, because: text(because, `${place}.because`) }
}

function readSexOnly(value: unknown): SchemeTables['sexOnly'] {
  const raw = object(value ?? {}, 'sex-only.json')
  const side = (name: Sex) => {
    const one = object(raw[name] ?? {}, `sex-only.json: ${name}`)
    return {
      diagnoses: codes(one.diagnoses ?? [], `sex-only.json: ${name}.diagnoses`),
      procedures: codes(one.procedures ?? [], `sex-only.json: ${name}.procedures`),
    }
  }
  return { male: side('male'), female: side('female') }
}

function each<T>(value: unknown, place: string, read: (one: unknown, place: string) => T): Record<string, T> {
  const entries = Object.entries(object(value, place))
  return Object.fromEntries(
    entries.map(([key, one]) => [key, read(one, `${place}${place.includes(':') ? '.' : ': '}${key}`)]),
  )
}

function codes(value: unknown, place: string): string[] {
  const found = list(value, place)
  for (const [index, one] of found.entries()) text(one, `${place}[${index}]`)
  return found as string[]
}

function list(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(place, 'must be a list')
  return value
}

function object(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(place, 'must be an object')
  return value as Record<string, unknown>
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string') throw bad(place, 'must be text')
  return value
}

function count(value: unknown, place: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw bad(place, 'must be a whole number, not negative')
  return value as number
}

function sex(value: unknown, place: string): Sex {
  if (value !== 'male' && value !== 'female') throw bad(place, 'is male or female')
  return value
}

const bad = (place: string, message: string): GrouperError => new GrouperError('GROUPER_BAD_TABLE', place, message)
