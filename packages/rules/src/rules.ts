export { compileRules, type RuleAnswer, type Rules } from './compile-rules.ts'
export { type AboutRules, type RuleDocument, readDocument } from './document.ts'
export type { FiredRule } from './fired-rules.ts'
export { RulesError, type RulesErrorCode } from './rules-error.ts'
