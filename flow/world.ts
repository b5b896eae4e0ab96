import type { InsuranceChannel, WalletChannel } from '../channels/contract/channel.ts'
import type { CompiledPolicy } from '../domain/adjudication/compile-policy.ts'
import type { Catalogue } from '../domain/bill/catalogue.ts'
import type { Surroundings } from '../domain/identity/clock.ts'
import type { RiskFacts, Screening } from '../domain/risk/screening.ts'
import type { RoutingFacts } from '../domain/routing/routing.ts'
import type { Store } from '../store/store.ts'

/** Everything a flow may touch. Wired by plain calls in apps/server/main.ts; tests and the simulator wire their own. */
export interface World {
  readonly surroundings: Surroundings
  readonly store: Store
  readonly channels: ChannelBook
  readonly rules: RuleBook
  readonly insurance: InsuranceKnowledge
  readonly settings: Settings
  readonly watch: Watch
  /** how a channel has answered lately */
  health(channel: string): 'healthy' | 'degraded' | 'down'
}

/** The connected channels of each institution. */
export interface ChannelBook {
  wallet(institutionId: string, channel: string): Promise<WalletChannel>
  /** null when the institution has no insurance connection */
  insurance(institutionId: string): Promise<InsuranceChannel | null>
  wallets(institutionId: string): Promise<readonly WalletChannel[]>
}

export interface RuleBook {
  screen(facts: RiskFacts): Promise<Screening>
  /** channels in the order they are recommended; channels that are down come last or not at all */
  route(facts: RoutingFacts): Promise<readonly string[]>
}

export interface InsuranceKnowledge {
  readonly catalogue: Catalogue
  readonly policy: CompiledPolicy
}

export interface Settings {
  /** public address under which channels reach us, without a trailing slash */
  readonly publicUrl: string
  /** how long a payment link can be used, ms */
  readonly orderLifetimeMs: number
}

export interface ChannelCall {
  readonly channel: string
  readonly kind: string
  /** time the channel took, ms */
  readonly ms: number
  readonly status: string
  /** false when nothing, or nothing that could be trusted, came back; "I know no such order" is an answer */
  readonly answered: boolean
}

/** Told after every channel call and every committed step; metrics, health and live progress listen here. */
export interface Watch {
  called(call: ChannelCall): void
  committed(orderId: string): void
}
