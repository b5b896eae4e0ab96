import type { ChannelIo, Connect, RawNotification, WalletChannel } from './channel.ts'

/** What the counterpart can be told to do wrong, once, to the next matching call. */
export type Fault =
  /** the act is done and the answer never arrives */
  | 'drop-reply'
  /** the act is not done and the connection breaks */
  | 'drop-request'
  /** the act is done and the answer is signed by somebody else */
  | 'bad-signature'
  /** the notification of the payment is sent twice */
  | 'duplicate-notify'

/** The outside world of one wallet: a sandbox over HTTP, or a few lines inside a test. */
export interface Counterpart {
  readonly config: unknown
  readonly io: ChannelIo
  readonly notifyUrl: string
  /** the payer confirms the order that carries this attempt id */
  pay(attemptId: string): Promise<void>
  /** `operation` in the counterpart's words; `attemptId` narrows it to one order */
  fault(fault: Fault, operation: 'charge' | 'refund' | 'notify', attemptId: string): Promise<void>
  /** everything received at `notifyUrl` so far, oldest first, exactly as sent */
  notifications(): readonly RawNotification[]
  /** China date of the counterpart's clock */
  today(): string
  /** moves the clock (and io.now) to when the statement of `today()` can be fetched */
  endDay(): Promise<void>
  stop(): Promise<void>
}

export interface Acceptance {
  readonly name: string
  readonly connect: Connect<WalletChannel>
  readonly product: string
  /** how long an answer that may come later is waited for; 5 s when absent */
  readonly patienceMs?: number
  start(): Promise<Counterpart>
}
