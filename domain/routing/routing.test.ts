// Catches: a channel that is down recommended, a payer's own choice ignored, points of one wallet given to another.

import { parseYuan } from '@medsettle/money'
import { compileRules } from '@medsettle/rules'
import { describe, expect, it } from 'vitest'
import { BrokenInvariant } from '../identity/refusal.ts'
import type { HealthState } from './channel-health.ts'
import document from './route.jdm.json' with { type: 'json' }
import { ROUTING, type RoutingDecision, type RoutingFacts, readRouting, routingQuestion } from './routing.ts'

const rules = compileRules({ document, ...ROUTING })

async function route(facts: RoutingFacts): Promise<RoutingDecision> {
  const question = routingQuestion(facts)!
  return readRouting(question, await rules.evaluate(question))
}

const factsOf = (wallets: Record<string, HealthState>, preferred: string | null, scene: string, cash: string) => ({
  preferred,
  scene,
  cashFen: parseYuan(cash),
  wallets: Object.entries(wallets).map(([channel, health]) => ({ channel, health })),
})

const BOTH: Record<string, HealthState> = { alipay: 'healthy', 'wechat-pay': 'healthy' }

describe('the delivered routing', () => {
  it.each([
    [BOTH, null, 'browser', '10.00', 'wechat-pay alipay'],
    [BOTH, 'alipay', 'browser', '10.00', 'alipay wechat-pay'],
    [BOTH, 'alipay', 'wechat', '10.00', 'wechat-pay alipay'],
    [BOTH, null, 'alipay', '10.00', 'alipay wechat-pay'],
    [BOTH, null, 'browser', '50000.00', 'wechat-pay alipay'],
    [BOTH, null, 'browser', '50000.01', 'alipay wechat-pay'],
    [{ ...BOTH, 'wechat-pay': 'degraded' }, 'wechat-pay', 'wechat', '10.00', 'wechat-pay alipay'],
    [{ ...BOTH, 'wechat-pay': 'degraded' }, 'wechat-pay', 'browser', '10.00', 'alipay wechat-pay'],
    [{ ...BOTH, 'wechat-pay': 'down' }, 'wechat-pay', 'wechat', '10.00', 'alipay'],
    [{ unionpay: 'healthy', 'bank-a': 'healthy' }, null, 'counter', '10.00', 'unionpay bank-a'],
    [{ alipay: 'down' }, 'alipay', 'browser', '10.00', ''],
  ] as const)('%j, prefers %s, %s, %s yuan: %s', async (wallets, preferred, scene, cash, expected) => {
    const decision = await route(factsOf(wallets, preferred, scene, cash))
    expect(decision.channels.map((each) => each.channel).join(' ')).toBe(expected)
  })

  it('says why, and with which version', async () => {
    const decision = await route(factsOf({ ...BOTH, alipay: 'down' }, 'wechat-pay', 'wechat', '10.00'))
    expect(decision).toEqual({
      channels: [
        {
          channel: 'wechat-pay',
          points: 82,
          reasons: ['+50 患者选择', '+30 在微信内打开', '+2 默认顺序', '+0 默认顺序'],
        },
      ],
      refused: [
        {
          channel: 'alipay',
          points: -79,
          reasons: ['+0 渠道当前不可用', '-80 微信内不便打开支付宝', '+1 默认顺序', '+0 默认顺序'],
        },
      ],
      version: '2026.1',
    })
  })

  it('asks nothing when no wallet is connected', () => {
    expect(routingQuestion(factsOf({}, null, 'browser', '1.00'))).toBeNull()
  })

  it('stops when the answer does not belong to the question', async () => {
    const question = routingQuestion(factsOf(BOTH, null, 'browser', '1.00'))!
    const answer = await rules.evaluate({ candidates: question.candidates.slice(0, 1) })
    expect(() => readRouting(question, answer)).toThrowError(BrokenInvariant)
  })
})
