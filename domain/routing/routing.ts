import type { RuleAnswer } from '@medsettle/rules'
import { z } from 'zod'
import { invariant } from '../identity/refusal.ts'
import type { HealthState } from './channel-health.ts'

/** What routing may know of a payment. */
export interface RoutingFacts {
  /** the payer's own choice, a channel folder name */
  readonly preferred: string | null
  /** where the payer stands: `wechat`, `alipay` (inside that app), `browser`, `counter`, … */
  readonly scene: string
  /** fen */
  readonly cashFen: number
  /** the wallets this institution has connected */
  readonly wallets: readonly { readonly channel: string; readonly health: HealthState }[]
}

export interface ScoredChannel {
  readonly channel: string
  readonly points: number
  /** every rule that spoke, with its points, e.g. `+50 患者选择` */
  readonly reasons: readonly string[]
}

/** Wallets in the order in which they are recommended, and those that must not be used now. */
export interface RoutingDecision {
  readonly channels: readonly ScoredChannel[]
  readonly refused: readonly ScoredChannel[]
  /** version of the rules that decided */
  readonly version: string
}

const candidate = z.object({
  channel: z.string().min(1),
  health: z.enum(['healthy', 'degraded', 'down']),
  preferred: z.boolean(),
  scene: z.string(),
  cashFen: z.int().min(0),
})
const score = z.object({
  use: z.boolean(),
  points: z.int(),
  reason: z.string().min(1),
  source: z.string().min(1),
})

/** The table is asked once per wallet; each wallet collects the words of all rows that fit. */
const output = z.object({ candidates: z.array(z.array(score).min(1)) })

export type RoutingQuestion = { readonly candidates: z.infer<typeof candidate>[] }
export type RoutingOutput = z.infer<typeof output>

/** What `compileRules` of @medsettle/rules needs beside the document (`route.jdm.json` or the hospital's own). */
export const ROUTING = {
  facts: z.object({ candidates: z.array(candidate).min(1) }),
  output,
  example: {
    candidates: [
      { channel: 'wechat-pay', health: 'healthy' as const, preferred: false, scene: 'browser', cashFen: 1000 },
    ],
  },
}

/** The question the rules are asked; null when the institution has no wallet, which needs no rules. */
export function routingQuestion(facts: RoutingFacts): RoutingQuestion | null {
  if (facts.wallets.length === 0) return null
  return {
    candidates: facts.wallets.map(({ channel, health }) => ({
      channel,
      health,
      preferred: facts.preferred === channel,
      scene: facts.scene,
      cashFen: facts.cashFen,
    })),
  }
}

/** Most points first, the institution's own order among equals. One row that says `use: false` refuses the wallet. */
export function readRouting(question: RoutingQuestion, answer: RuleAnswer<RoutingOutput>): RoutingDecision {
  const { candidates } = answer.output
  invariant(
    candidates.length === question.candidates.length,
    'points of one wallet would be given to another: payments would go to a channel that is down',
  )
  const scored = question.candidates.map(({ channel }, index) => {
    const said = candidates[index]!
    return {
      channel,
      use: said.every((row) => row.use),
      points: said.reduce((total, row) => total + row.points, 0),
      reasons: said.map((row) => `${row.points < 0 ? '' : '+'}${row.points} ${row.reason}`),
    }
  })
  const plain = ({ channel, points, reasons }: ScoredChannel): ScoredChannel => ({ channel, points, reasons })
  return {
    channels: scored
      .filter((each) => each.use)
      .sort((a, b) => b.points - a.points)
      .map(plain),
    refused: scored.filter((each) => !each.use).map(plain),
    version: answer.about.version,
  }
}
