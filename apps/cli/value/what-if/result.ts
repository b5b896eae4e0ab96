import type { Tariff } from '../../../../domain/value/tariff/tariff.ts'
import type { Behaviour } from '../../../../domain/value/what-if/behaviour.ts'
import type { AppliedReaction } from '../../../../domain/value/what-if/compare-case.ts'
import type { ReactionKind } from '../../../../domain/value/what-if/reaction.ts'
import type { SideBySide } from '../../../../domain/value/what-if/side-by-side.ts'

/** A reaction with the case it belongs to. */
export interface NamedReaction extends AppliedReaction {
  readonly id: string
}

/** What every form of the report is made of. */
export interface WhatIfResult {
  readonly before: readonly Tariff[]
  readonly after: readonly Tariff[]
  readonly behaviour: Behaviour | null
  readonly neutral: boolean
  readonly rows: { readonly compared: number; readonly refused: number }
  readonly side: SideBySide
  /** how many cases each assumed behaviour changed */
  readonly changed: Readonly<Record<ReactionKind, number>>
  /** the first few, for the report; all of them are in changed-cases.csv */
  readonly reactions: readonly NamedReaction[]
}
