import { type Fen, fen } from '@medsettle/money'
import { isDate } from '../../core/china-time.ts'
import { isJsonObject, type Json, type JsonObject } from '../wire/exact-json.ts'

/** What a personal account may be used for. */
export const ACCOUNT_USES = [
  'ownExpense',
  'overLimit',
  'selfPayFirst',
  'deductible',
  'coinsurance',
  'aboveCeiling',
] as const
export type AccountUse = (typeof ACCOUNT_USES)[number]

/** The pooled fund's share by level of the hospital and age of the insured, both ends included. */
export interface PlanRatio {
  readonly hospitalLevel: string
  readonly ageFrom: number
  readonly ageTo: number
  /** decimal text, `0.65` */
  readonly ratio: string
}

export interface BenefitPlan {
  readonly insuranceType: string
  readonly personTypes: readonly string[]
  /** 起付线 of a year */
  readonly deductible: Fen
  /** 封顶线: most the pooled fund pays in a year */
  readonly ceiling: Fen
  readonly ratios: readonly PlanRatio[]
  readonly personalAccountPays: readonly AccountUse[]
}

/** A city's outpatient benefits: data with its source, valid from `validFrom` up to and including `validTo`. */
export interface BenefitPolicy {
  readonly id: string
  readonly version: string
  readonly source: string
  readonly validFrom: string
  readonly validTo: string | null
  readonly plans: readonly BenefitPlan[]
}

/** Reads a policy from outside. Answers the sentence that says what is wrong with it, or the policy. */
export function readPolicy(input: Json | undefined): BenefitPolicy | string {
  try {
    return policyOf(objectAt(input, 'policy'))
  } catch (error) {
    if (error instanceof PolicyFault) return error.message
    throw error
  }
}

class PolicyFault extends Error {}

function policyOf(node: JsonObject): BenefitPolicy {
  const validTo = node.validTo ?? null
  if (validTo !== null && (typeof validTo !== 'string' || !isDate(validTo)))
    throw new PolicyFault('validTo must be a date')
  const validFrom = textAt(node, 'validFrom')
  if (!isDate(validFrom)) throw new PolicyFault('validFrom must be a date')
  return {
    id: textAt(node, 'id'),
    version: textAt(node, 'version'),
    source: textAt(node, 'source'),
    validFrom,
    validTo,
    plans: listAt(node, 'plans').map((plan, index) => planOf(objectAt(plan, `plans[${index}]`), `plans[${index}]`)),
  }
}

function planOf(node: JsonObject, place: string): BenefitPlan {
  const uses = listAt(node, 'personalAccountPays')
  const unknown = uses.find((use) => !ACCOUNT_USES.includes(use as AccountUse))
  if (unknown !== undefined) throw new PolicyFault(`${place}.personalAccountPays has no ${JSON.stringify(unknown)}`)
  return {
    insuranceType: textAt(node, 'insuranceType'),
    personTypes: listAt(node, 'personTypes').map(String),
    deductible: fenAt(node, 'deductible', place),
    ceiling: fenAt(node, 'ceiling', place),
    ratios: listAt(node, 'ratios').map((ratio, index) => ratioOf(objectAt(ratio, `${place}.ratios[${index}]`))),
    personalAccountPays: uses as readonly AccountUse[],
  }
}

function ratioOf(node: JsonObject): PlanRatio {
  const ratio = textAt(node, 'ratio')
  if (!isRatio(ratio)) throw new PolicyFault(`a ratio is decimal text from 0 to 1, not ${ratio}`)
  return {
    hospitalLevel: textAt(node, 'hospitalLevel'),
    ageFrom: ageAt(node, 'ageFrom'),
    ageTo: ageAt(node, 'ageTo'),
    ratio,
  }
}

/** 0 … 1 with at most four decimals, as a JSON number would write it (pool_prop_selfpay is 5,4). */
export const isRatio = (text: string): boolean => /^(?:0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$/.test(text)

function objectAt(node: Json | undefined, place: string): JsonObject {
  if (!isJsonObject(node)) throw new PolicyFault(`${place} must be an object`)
  return node
}

function textAt(node: JsonObject, name: string): string {
  const value = node[name]
  if (typeof value !== 'string' || value === '') throw new PolicyFault(`${name} must be text`)
  return value
}

function listAt(node: JsonObject, name: string): readonly Json[] {
  const value = node[name]
  if (!Array.isArray(value)) throw new PolicyFault(`${name} must be a list`)
  return value
}

function ageAt(node: JsonObject, name: string): number {
  const text = textAt(node, name)
  if (!/^\d{1,3}$/.test(text)) throw new PolicyFault(`${name} must be whole years`)
  return Number(text)
}

function fenAt(node: JsonObject, name: string, place: string): Fen {
  const text = textAt(node, name)
  if (!/^\d{1,15}$/.test(text)) throw new PolicyFault(`${place}.${name} must be whole fen`)
  return fen(Number(text))
}
