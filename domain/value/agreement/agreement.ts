import type { AgreementDocument } from './agreement-schema.ts'
import type { Expression, Unit } from './language/expression.ts'
import type { Scope } from './language/scope.ts'

export interface CompiledFormula {
  readonly name: string
  readonly text: string
  readonly unit: Unit
  readonly expression: Expression
  /** `formulas[2].is` */
  readonly place: string
}

export type AgreementLine = AgreementDocument['lines'][number] & {
  readonly expression: Expression
  /** `lines[0].amount` */
  readonly place: string
}

/** An agreement that can be evaluated: the document, its canonical text and hash, its formulas in an order in which they can be worked out. */
export interface Agreement {
  readonly document: AgreementDocument
  /** what is signed */
  readonly canonical: string
  /** SM3, 64 hex characters */
  readonly hash: string
  readonly formulas: readonly CompiledFormula[]
  readonly lines: readonly AgreementLine[]
  readonly scope: Pick<Scope, 'lookups' | 'bands' | 'roundings'>
}
