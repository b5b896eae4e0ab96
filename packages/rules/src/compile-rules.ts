import { type ZenDecision, ZenEngine, type ZenEngineResponse } from '@gorules/zen-engine'
import type { z } from 'zod'
import { checkCells } from './check-cells.ts'
import { type AboutRules, readDocument } from './document.ts'
import { type FiredRule, firedRules } from './fired-rules.ts'
import { RulesError } from './rules-error.ts'

/** What the rules said, and which rows of which version said it. */
export interface RuleAnswer<Output> {
  readonly output: Output
  readonly about: AboutRules
  readonly fired: readonly FiredRule[]
}

export interface Rules<Facts extends object, Output> {
  readonly about: AboutRules
  /** @throws RulesError RULES_FAILED, RULES_BAD_ANSWER; never answers for rules that did not */
  evaluate(facts: Facts): Promise<RuleAnswer<Output>>
  /** Many at once: the engine works on its own threads, so a batch costs a fraction of one call after another. */
  evaluateMany(facts: readonly Facts[]): Promise<RuleAnswer<Output>[]>
}

export interface RuleSet<Facts extends object, Output> {
  /** a JDM document with `about`, already parsed */
  readonly document: unknown
  /** a fact with a wrong or missing field is refused before the rules see it, where it would quietly match nothing */
  readonly facts: z.ZodType<Facts>
  readonly output: z.ZodType<Output>
  /** complete facts with a value in every field; every cell of the document is tried on them when it is loaded */
  readonly example: Facts
}

/**
 * Loads a JDM document once; each evaluation then only evaluates.
 * @throws RulesError RULES_BAD_DOCUMENT
 */
export function compileRules<Facts extends object, Output>(set: RuleSet<Facts, Output>): Rules<Facts, Output> {
  const document = readDocument(set.document)
  checkCells(document, set.example)
  const { about } = document
  const decision = loadDecision(document)
  const evaluate = async (facts: Facts): Promise<RuleAnswer<Output>> => {
    const response = await ask(decision, readFacts(set.facts, facts))
    return { output: readOutput(set.output, response.result), about, fired: firedRules(traceText(response)) }
  }
  return { about, evaluate, evaluateMany: (list) => Promise.all(list.map(evaluate)) }
}

function loadDecision(document: object): ZenDecision {
  try {
    const decision = new ZenEngine().createDecision(document)
    decision.validate()
    return decision
  } catch (error) {
    throw new RulesError('RULES_BAD_DOCUMENT', `the rule engine cannot load the document: ${messageOf(error)}`)
  }
}

function readFacts<Facts extends object>(schema: z.ZodType<Facts>, facts: Facts): Facts {
  const read = schema.safeParse(facts)
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  throw new RulesError('RULES_FAILED', `fact ${issue.path.join('.')}: ${issue.message}`)
}

async function ask(decision: ZenDecision, facts: object): Promise<ZenEngineResponse> {
  try {
    return await decision.evaluate(facts, { trace: 'string' })
  } catch (error) {
    throw new RulesError('RULES_FAILED', `the rules could not be evaluated: ${messageOf(error)}`)
  }
}

function readOutput<Output>(schema: z.ZodType<Output>, result: unknown): Output {
  const read = schema.safeParse(result)
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  throw new RulesError(
    'RULES_BAD_ANSWER',
    `the rules' answer cannot be read at ${issue.path.join('.') || 'its root'}: ${issue.message}`,
  )
}

/** With `trace: 'string'` the engine hands the trace over as JSON text, which its type does not say. */
function traceText(response: ZenEngineResponse): string {
  const trace: unknown = response.trace
  if (typeof trace === 'string') return trace
  throw new RulesError('RULES_BAD_ANSWER', 'the engine gave no trace, so nobody could say which rule decided')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
