import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileRules } from '@medsettle/rules'
import { RefusalError } from '../../domain/identity/refusal.ts'
import { readScreening, SCREENING } from '../../domain/risk/screening.ts'
import { ROUTING, readRouting, routingQuestion } from '../../domain/routing/routing.ts'
import type { RuleBook } from '../../flow/world.ts'

const DOMAIN = join(import.meta.dirname, '../../domain')

/** The rules a hospital may edit: those named by MEDSETTLE_SCREEN_RULES and MEDSETTLE_ROUTE_RULES, else the ones shipped. */
export async function loadRules(): Promise<RuleBook> {
  const screenDocument = await readJson(process.env.MEDSETTLE_SCREEN_RULES ?? join(DOMAIN, 'risk/screen.jdm.json'))
  const routeDocument = await readJson(process.env.MEDSETTLE_ROUTE_RULES ?? join(DOMAIN, 'routing/route.jdm.json'))
  const screening = compileRules({ document: screenDocument, ...SCREENING })
  const routing = compileRules({ document: routeDocument, ...ROUTING })
  return {
    screen: async (facts) => readScreening(await soon(screening.evaluate(facts))),
    route: async (facts) => {
      const question = routingQuestion(facts)
      if (!question) return []
      return readRouting(question, await soon(routing.evaluate(question))).channels.map((scored) => scored.channel)
    },
  }
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))

/** A table answers in a millisecond; one that does not answer at all is never a pass. */
const LONGEST_RULE_MS = 5_000

function soon<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(unanswered()), LONGEST_RULE_MS)
    answer.then(resolve, reject).finally(() => clearTimeout(late))
  })
}

const unanswered = (): RefusalError =>
  new RefusalError({
    code: 'RULES_UNANSWERED',
    stage: 'risk',
    moneyMoved: 'none',
    retrySameKey: true,
    message: '规则引擎没有应答，请稍后重试',
  })
