/**
 * The fault book: what goes wrong, at whom, how often. A room asks it at each of four places and acts on the answer.
 * - `call`: a request has been read, nothing done yet
 * - `notify`: a notification is about to leave
 * - `statement-line`: a line of a statement is being written
 * - `after-settling`: an insurance settlement has just been booked
 */
export type FaultSite = 'call' | 'notify' | 'statement-line' | 'after-settling'

export type FaultChannel = 'wechat-pay' | 'alipay' | 'nhsa'

export type Fault =
  | { readonly kind: 'delay' | 'late-notify'; readonly ms: number }
  | { readonly kind: 'decline'; readonly code: string }
  | { readonly kind: 'lie-in-statement'; readonly how: Lie; readonly byFen?: number }
  | { readonly kind: PlainKind }

type PlainKind =
  | 'drop-request'
  | 'drop-reply'
  | 'http-500'
  | 'http-500-after'
  | 'bad-signature'
  | 'duplicate-notify'
  | 'no-notify'
  | 'ghost-refund'
  | 'late'

export type Lie = 'missing' | 'amount' | 'status' | 'fee' | 'extra'
export type FaultKind = Fault['kind']

/** Where each kind can bite; a rule without `operation` must not be spent at a place where its kind means nothing. */
const SITES: Record<FaultKind, readonly FaultSite[]> = {
  delay: ['call', 'notify'],
  'drop-request': ['call'],
  'drop-reply': ['call'],
  'http-500': ['call'],
  'http-500-after': ['call'],
  'bad-signature': ['call', 'notify'],
  decline: ['call'],
  late: ['call'],
  'duplicate-notify': ['notify'],
  'late-notify': ['notify'],
  'no-notify': ['notify'],
  'lie-in-statement': ['statement-line'],
  'ghost-refund': ['after-settling'],
}

export interface FaultRule {
  readonly channel: FaultChannel
  /** `native`, `query`, `refund`, `notify`, `statement`, `2207` …; every operation when absent */
  readonly operation?: string
  /** must occur in the raw request body, or in the order's description and ids for notifications and statements */
  readonly match?: string
  readonly fault: Fault
  readonly times: number
}

export interface CountedRule extends FaultRule {
  readonly id: string
  /** how often it has bitten */
  readonly hits: number
}

export interface FaultBook {
  add(rule: FaultRule): string
  list(): CountedRule[]
  clear(): void
  /** Every fault due here, in the order they were entered; each taken once: `times` falls, `hits` rises. */
  take(channel: FaultChannel, operation: string, text: string, site?: FaultSite): Fault[]
}

export function createFaultBook(): FaultBook {
  let rules: { id: string; rule: FaultRule; hits: number }[] = []
  let open = 0
  let count = 0
  return {
    add(rule) {
      const id = `fault-${++count}`
      rules.push({ id, rule, hits: 0 })
      open += 1
      return id
    },
    list: () => rules.map(({ id, rule, hits }) => ({ ...rule, id, hits })),
    clear() {
      rules = []
      open = 0
    },
    take(channel, operation, text, site = 'call') {
      if (open === 0) return []
      const due = rules.filter(
        (entry) => entry.hits < entry.rule.times && bites(entry.rule, channel, operation, text, site),
      )
      for (const entry of due) entry.hits += 1
      open -= due.filter((entry) => entry.hits >= entry.rule.times).length
      return due.map((entry) => entry.rule.fault)
    },
  }
}

function bites(rule: FaultRule, channel: FaultChannel, operation: string, text: string, site: FaultSite): boolean {
  if (rule.channel !== channel || !SITES[rule.fault.kind].includes(site)) return false
  if (rule.operation !== undefined && rule.operation !== operation) return false
  if (rule.fault.kind === 'late' && rule.operation === undefined && operation !== 'statement') return false
  return rule.match === undefined || text.includes(rule.match)
}

const CHANNELS: readonly string[] = ['wechat-pay', 'alipay', 'nhsa']
const LIES: readonly string[] = ['missing', 'amount', 'status', 'fee', 'extra']

/** Reads a rule from outside. Answers the sentence that says what is wrong with it, or the rule. */
export function readFaultRule(input: unknown): FaultRule | string {
  if (typeof input !== 'object' || input === null) return 'a fault rule is a JSON object'
  const { channel, operation, match, fault, times = 1 } = input as Record<string, unknown>
  if (typeof channel !== 'string' || !CHANNELS.includes(channel)) return `channel must be one of ${CHANNELS.join(', ')}`
  if (operation !== undefined && typeof operation !== 'string') return 'operation must be text'
  if (match !== undefined && typeof match !== 'string') return 'match must be text'
  if (!Number.isInteger(times) || (times as number) < 1) return 'times must be a whole number of at least 1'
  const wrong = wrongFault(fault)
  if (wrong !== null) return wrong
  const optional = { ...(operation === undefined ? {} : { operation }), ...(match === undefined ? {} : { match }) }
  return { channel: channel as FaultChannel, ...optional, fault: fault as Fault, times: times as number }
}

function wrongFault(input: unknown): string | null {
  if (typeof input !== 'object' || input === null) return 'fault must be an object with a kind'
  const { kind, ms, code, how, byFen } = input as Record<string, unknown>
  if (typeof kind !== 'string' || !(kind in SITES)) return `fault.kind must be one of ${Object.keys(SITES).join(', ')}`
  const timed = kind === 'delay' || kind === 'late-notify'
  if (timed && (typeof ms !== 'number' || !(ms >= 0))) return `fault.ms of ${kind} must be milliseconds, at least 0`
  if (kind === 'decline' && typeof code !== 'string') return 'fault.code of decline must be text'
  if (kind !== 'lie-in-statement') return null
  if (typeof how !== 'string' || !LIES.includes(how)) return `fault.how must be one of ${LIES.join(', ')}`
  return byFen === undefined || Number.isSafeInteger(byFen) ? null : 'fault.byFen must be a whole number of fen'
}
