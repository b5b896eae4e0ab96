import { formatYuan, showYuan } from '@medsettle/money'
import { type Refusal, RefusalError } from '../../../domain/identity/refusal.ts'
import type { Agreement } from '../../../domain/value/agreement/agreement.ts'
import { type Evaluation, evaluateAgreement, readFacts } from '../../../domain/value/agreement/evaluate-agreement.ts'
import { isRefused } from '../../../domain/value/agreement/read-fact.ts'
import { BadUsage } from '../bad-usage.ts'
import { openAgreement, openFacts } from './open-files.ts'

interface EvaluateOptions {
  readonly facts: string
  readonly period?: string
  readonly trace?: boolean
  readonly json?: boolean
}

/** `agreement evaluate`: lines and hash; exit 1 with code and place when it cannot be worked out, or when a given hash differs. */
export async function evaluateFile(path: string, options: EvaluateOptions): Promise<void> {
  const agreement = await openAgreement(path)
  const given = await openFacts(options.facts)
  const period = options.period ?? given.period
  if (period === undefined) throw new BadUsage('the facts name no period; say --period')
  const facts = orThrow(readFacts(agreement, given.facts))
  const evaluation = orThrow(evaluateAgreement(agreement, period, facts))
  if (options.json) process.stdout.write(`${JSON.stringify(toJson(evaluation, options.trace === true))}\n`)
  else printEvaluation(agreement, evaluation, options.trace === true)
  if (given.hash === undefined || given.hash === evaluation.hash) return
  process.stderr.write(`the hash of the other side is another: ${given.hash}\n`)
  process.exitCode = 1
}

function orThrow<T extends object>(read: T | Refusal): T {
  if (isRefused(read)) throw new RefusalError(read)
  return read
}

function toJson({ trace, lines, ...evaluation }: Evaluation, isTraced: boolean): object {
  const amounts = lines.map(({ amount, ...line }) => ({ ...line, amountFen: amount, amount: formatYuan(amount) }))
  return { ...evaluation, lines: amounts, ...(isTraced ? { trace } : {}) }
}

function printEvaluation({ document }: Agreement, evaluation: Evaluation, isTraced: boolean): void {
  const out: string[] = [
    `${document.title}`,
    `${document.id} version ${document.version}, period ${evaluation.period}`,
    '',
  ]
  const titles = new Map(document.formulas.map(({ name, title }) => [name, title]))
  for (const { name, text, unit, is, steps, place } of evaluation.trace) {
    if (!place.startsWith('formulas') && !isTraced) continue
    const title = titles.get(name)
    out.push(`${name}${title ? ` ${title}` : ''} = ${text}`, `  = ${is}${unit === 'yuan' ? ' yuan' : ''}`)
    if (isTraced) for (const step of steps.slice(0, -1)) out.push(`    ${place}:${step.at}  ${step.of} = ${step.is}`)
  }
  out.push('')
  for (const { code, title, from, to, amount, exact, rounding } of evaluation.lines)
    out.push(`${code} ${title}: ${from} -> ${to} ${showYuan(amount)}  (exactly ${exact}, ${rounding})`)
  out.push(
    '',
    `agreement ${evaluation.agreement.hash}`,
    `facts     ${evaluation.factsHash}`,
    `result    ${evaluation.hash}`,
  )
  process.stdout.write(`${out.join('\n')}\n`)
}
