// The ledger as one would write it on a sheet of paper: no batches, no memory, no database, one request after the other. It is
// written from the requirements and the names of the refusals and shares no line with domain/ledger or store/ledger, so that
// one misreading cannot stand on both sides.

/** The same fields as a request to the ledger; fen, ms. */
export interface Wish {
  readonly transferId: string
  readonly kind: 'posted' | 'pending' | 'post' | 'void' | 'reversal'
  readonly code: string
  readonly debit?: string
  readonly credit?: string
  readonly amount?: number
  readonly balancing?: true
  readonly pendingId?: string
  readonly reversesId?: string
  readonly orderId?: string
  readonly effectiveDate?: string
  readonly timeoutMs?: number
  readonly metadata?: string
}

export interface Account {
  readonly limit: 'none' | 'debits' | 'credits'
  status: 'open' | 'frozen' | 'closed'
  debits: number
  credits: number
  heldDebits: number
  heldCredits: number
}

interface Done {
  readonly wish: Wish
  readonly debit: string
  readonly credit: string
  readonly amount: number
  readonly day: string
  /** of a reservation: ms since epoch */
  readonly until: number
  answer: '' | 'POSTED' | 'VOIDED' | 'EXPIRED'
  takenBack: number
}

export interface Model {
  readonly accounts: Map<string, Account>
  readonly done: Map<string, Done>
  readonly refused: Map<string, { readonly wish: Wish; readonly said: string }>
}

/** What is said of each: `ok 300`, `DEBIT_LIMIT`, `TRANSFER_ID_TAKEN amount`; `again …` when it was said before. @param now ms since epoch */
export function tell(model: Model, group: readonly Wish[], now: number): string[] {
  for (const held of model.done.values()) if (isHeld(held) && held.until <= now) release(model, held, 'EXPIRED')
  const before = structuredClone(model)
  const said: string[] = []
  for (const wish of group) {
    said.push(tellOne(model, wish, group, now))
    if (!isRefusal(said.at(-1)!)) continue
    Object.assign(model, before)
    return fail(model, group, said)
  }
  return said
}

const isRefusal = (said: string): boolean => !/^(again )?ok /.test(said)
/** What was wrong with a request by itself may be mended; every other refusal is the answer of its id for ever. */
const isKept = (said: string): boolean => isRefusal(said) && !said.startsWith('TRANSFER_') && !said.startsWith('again ')

function fail(model: Model, group: readonly Wish[], said: readonly string[]): string[] {
  const culprit = said.length - 1
  return group.map((wish, index) => {
    const own =
      index === culprit ? said[index]! : (earlier(model, wish) ?? `GROUP_FAILED ${group[culprit]!.transferId}`)
    if (isKept(own) && !said[culprit]!.startsWith('TRANSFER_')) model.refused.set(wish.transferId, { wish, said: own })
    return own
  })
}

function tellOne(model: Model, wish: Wish, group: readonly Wish[], now: number): string {
  if (wish.kind === 'pending' && wish.balancing) return 'TRANSFER_FIELD_UNWANTED balancing'
  if (wish.amount !== undefined && wish.amount < 1) return 'TRANSFER_AMOUNT_INVALID'
  if (wish.debit !== undefined && wish.debit === wish.credit) return 'TRANSFER_SAME_ACCOUNT'
  if (group.filter((other) => other.transferId === wish.transferId).length > 1) return 'TRANSFER_ID_REPEATED'
  return earlier(model, wish) ?? book(model, wish, now)
}

/** Of several fields that differ the first is named. */
const FIELDS =
  'kind debit credit amount balancing code pendingId reversesId orderId effectiveDate timeoutMs metadata'.split(
    ' ',
  ) as (keyof Wish)[]

/** What may be left out is compared only when it is said; of a post, no amount means all. */
function earlier({ done, refused }: Model, wish: Wish): string | null {
  const known = done.get(wish.transferId)
  if (known) {
    const held = done.get(known.wish.pendingId ?? '')
    const rest = { debit: known.debit, credit: known.credit, amount: known.amount, effectiveDate: known.day }
    const whole = wish.kind === 'post' ? { amount: held?.amount } : rest
    const filled: Wish = { ...rest, ...whole, ...wish } as Wish
    const field = FIELDS.find((name) => filled[name] !== ({ ...rest, ...known.wish } as Wish)[name])
    return field ? `TRANSFER_ID_TAKEN ${field}` : `again ok ${known.amount}`
  }
  const kept = refused.get(wish.transferId)
  if (!kept) return null
  const field = FIELDS.find((name) => wish[name] !== kept.wish[name])
  return field ? `TRANSFER_ID_TAKEN ${field}` : `again ${kept.said}`
}

function book(model: Model, wish: Wish, now: number): string {
  const aim = aimOf(model, wish)
  if (typeof aim === 'string') return aim
  const { debit, credit, about } = aim
  const amount = allowedBy(model, wish, aim)
  if (typeof amount === 'string') return amount
  if (wish.kind === 'post' || wish.kind === 'void') release(model, about!, wish.kind === 'post' ? 'POSTED' : 'VOIDED')
  if (wish.kind === 'reversal') about!.takenBack += amount
  const [to, from] = [model.accounts.get(debit)!, model.accounts.get(credit)!]
  if (wish.kind === 'pending') {
    to.heldDebits += amount
    from.heldCredits += amount
  } else if (wish.kind !== 'void') {
    to.debits += amount
    from.credits += amount
  }
  const day = wish.effectiveDate ?? new Date(now + 8 * 3600_000).toISOString().slice(0, 10)
  const until = now + (wish.timeoutMs ?? Number.POSITIVE_INFINITY)
  model.done.set(wish.transferId, { wish, debit, credit, amount, day, until, answer: '', takenBack: 0 })
  return `ok ${amount}`
}

interface Aim {
  readonly debit: string
  readonly credit: string
  readonly amount: number
  readonly about?: Done | undefined
}

/** Which accounts and how much; a post, void or reversal has them from what it is about. */
function aimOf({ done }: Model, wish: Wish): Aim | string {
  const { kind, pendingId, reversesId, debit = '', credit = '', amount = 0 } = wish
  if (kind === 'posted' || kind === 'pending') return { debit, credit, amount }
  const about = done.get((kind === 'reversal' ? reversesId : pendingId)!)
  if (kind === 'reversal') {
    if (!about) return `REVERSED_NOT_FOUND ${reversesId}`
    if (about.wish.kind !== 'posted' && about.wish.kind !== 'post') return `NOT_REVERSIBLE ${reversesId}`
    const left = about.amount - about.takenBack
    if ((wish.debit ?? about.credit) !== about.credit) return 'ACCOUNTS_DIFFER debit'
    if ((wish.credit ?? about.debit) !== about.debit) return 'ACCOUNTS_DIFFER credit'
    if (left === 0 || (wish.amount ?? left) > left) return 'EXCEEDS_REVERSED'
    return { debit: about.credit, credit: about.debit, amount: wish.amount ?? left, about }
  }
  if (!about) return `PENDING_NOT_FOUND ${pendingId}`
  if (about.wish.kind !== 'pending') return `NOT_A_PENDING ${pendingId}`
  if (about.answer === 'EXPIRED') return `PENDING_EXPIRED ${pendingId}`
  if (about.answer !== '') return `PENDING_ALREADY_${about.answer} ${pendingId}`
  if ((wish.debit ?? about.debit) !== about.debit) return 'ACCOUNTS_DIFFER debit'
  if ((wish.credit ?? about.credit) !== about.credit) return 'ACCOUNTS_DIFFER credit'
  if ((wish.amount ?? 0) > about.amount) return 'EXCEEDS_PENDING'
  if (kind === 'void' && (wish.amount ?? about.amount) < about.amount) return 'EXCEEDS_PENDING 释放须为全额'
  return { debit: about.debit, credit: about.credit, amount: wish.amount ?? about.amount, about }
}

/** How much the accounts let through. A released or posted reservation was counted when it was made. */
function allowedBy({ accounts }: Model, wish: Wish, { debit, credit, amount }: Aim): number | string {
  const [to, from] = [accounts.get(debit), accounts.get(credit)]
  if (!to) return `DEBIT_ACCOUNT_NOT_FOUND ${debit}`
  if (!from) return `CREDIT_ACCOUNT_NOT_FOUND ${credit}`
  if (wish.kind === 'void') return amount
  for (const status of ['closed', 'frozen'] as const) {
    if (to.status === status) return `DEBIT_ACCOUNT_${status.toUpperCase()}`
    if (from.status === status) return `CREDIT_ACCOUNT_${status.toUpperCase()}`
  }
  if (wish.kind === 'post') return amount
  const mayDebit = to.limit === 'debits' ? to.credits - to.debits - to.heldDebits : Number.POSITIVE_INFINITY
  const mayCredit = from.limit === 'credits' ? from.debits - from.credits - from.heldCredits : Number.POSITIVE_INFINITY
  if (wish.balancing) return Math.min(amount, mayDebit, mayCredit) || 'NOTHING_AVAILABLE'
  if (amount > mayDebit) return 'DEBIT_LIMIT'
  return amount > mayCredit ? 'CREDIT_LIMIT' : amount
}

const isHeld = ({ wish, answer }: Done): boolean => wish.kind === 'pending' && answer === ''

function release({ accounts }: Model, held: Done, answer: Done['answer']): void {
  accounts.get(held.debit)!.heldDebits -= held.amount
  accounts.get(held.credit)!.heldCredits -= held.amount
  held.answer = answer
}
