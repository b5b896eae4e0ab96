import type { Platform } from './platform.ts'

const STATEMENTS: readonly string[] = ['3201', '3202']

/**
 * The name under which the faults of a transaction are entered: its infno. Reconciliation also answers to `statement`,
 * the name it has at every party of the sandbox.
 */
export function faultName(platform: Platform, infno: string): string {
  if (!STATEMENTS.includes(infno)) return infno
  return platform.faults.list().some((rule) => rule.channel === 'nhsa' && rule.operation === infno)
    ? infno
    : 'statement'
}
