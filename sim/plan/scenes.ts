import type { StepKind } from '../crash/points.ts'
import type { SimFault } from './faults.ts'
import type { Conduct } from './plan-visit.ts'

/** A story that is told in one visit of a seed, and the steps it is sure to pass, so that a crash can stand at each. */
export interface Scene {
  readonly name: string
  readonly insured: boolean
  readonly conduct: Conduct
  readonly refund: 'none' | 'whole' | 'part'
  /** the wallet's notification about this payment never arrives */
  readonly unheard: boolean
  /** waits long with the payment, while another bill of the same person is settled */
  readonly overtaken: boolean
  /** `create` is the wallet's own name of making an order; `wallet` the wallet of the visit */
  readonly faults: readonly SceneFault[]
  readonly passes: readonly StepKind[]
}

export type SceneFault = Pick<SimFault, 'operation' | 'fault'> & { readonly at: 'wallet' | 'insurer' }

const scene = (name: string, more: Partial<Scene> & Pick<Scene, 'passes'>): Scene => ({
  name,
  insured: true,
  conduct: 'pays',
  refund: 'none',
  unheard: false,
  overtaken: false,
  faults: [],
  ...more,
})

const wallet = (operation: string, fault: SimFault['fault']): SceneFault => ({ at: 'wallet', operation, fault })
const insurer = (operation: string, fault: SimFault['fault']): SceneFault => ({ at: 'insurer', operation, fault })

export const SCENES: readonly Scene[] = [
  scene('付款', {
    passes: [
      'order.quoted',
      'call presettle',
      'order.charging',
      'intend wallet charge',
      'call charge',
      'hear wallet charge waiting',
    ],
  }),
  scene('付款并结算', {
    passes: [
      'take notification',
      'hear wallet charge settled',
      'intend insurance charge',
      'call settle',
      'hear insurance charge settled',
      'order.paid',
    ],
  }),
  scene('通知丢失', { unheard: true, passes: ['call queryCharge', 'hear wallet charge settled'] }),
  scene('更换渠道', {
    conduct: 'switches',
    passes: ['give up wallet charge', 'call close', 'hear wallet charge declined', 'order.reopened'],
  }),
  scene('放弃支付', { conduct: 'abandons', passes: ['order.closed', 'call close', 'give up wallet charge'] }),
  scene('整单退费', {
    refund: 'whole',
    passes: [
      'refund.granted',
      'intend insurance refund',
      'call cancel',
      'hear insurance refund settled',
      'intend wallet refund',
      'call refund',
      'hear wallet refund settled',
      'refund.done',
    ],
  }),
  scene('部分退费', { insured: false, refund: 'part', passes: ['refund.granted', 'call refund', 'refund.done'] }),
  scene('退款应答丢失', {
    insured: false,
    refund: 'whole',
    faults: [wallet('refund', { kind: 'drop-reply' })],
    passes: ['hear wallet refund waiting', 'call queryRefund'],
  }),
  scene('医保拒绝撤销', {
    refund: 'whole',
    faults: [insurer('2208', { kind: 'decline', code: '-1' })],
    passes: ['hear insurance refund declined', 'refund.refused'],
  }),
  scene('钱包拒绝退款', {
    insured: false,
    refund: 'whole',
    faults: [wallet('refund', { kind: 'decline', code: 'refused' })],
    passes: ['hear wallet refund declined', 'refund.stuck', 'refund.retried'],
  }),
  scene('医保结算应答丢失', {
    faults: [insurer('2207', { kind: 'drop-reply' })],
    passes: [
      'hear insurance charge waiting',
      'call querySettlement',
      'call reverseUnknown',
      'hear insurance charge declined',
    ],
  }),
  scene('医保拒绝结算', {
    faults: [insurer('2207', { kind: 'decline', code: '-1' })],
    passes: ['order.reversing', 'order.reversed', 'hear insurance charge declined', 'intend wallet refund'],
  }),
  scene('医保撤销应答丢失', {
    refund: 'whole',
    faults: [insurer('2208', { kind: 'drop-reply' })],
    passes: ['hear insurance refund waiting', 'call cancel'],
  }),
  scene('累计先变', { overtaken: true, passes: ['order.requoted', 'call presettle'] }),
  scene('日终对账', {
    passes: [
      'close open run',
      'close keep statement',
      'close write differences',
      'close open work orders',
      'close write positions',
      'close finish run',
      'book fees',
      'call fetchStatements',
      'call reconcile',
    ],
  }),
]
