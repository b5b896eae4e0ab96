import { GrouperError } from './grouper-error.ts'
import type { Policy } from './scheme-tables.ts'

const CHOICES = {
  qy: ['off', 'principal-procedure', 'any-procedure'],
  withoutAdrg: ['next-mdc', 'letter-00'],
  referencedPosition: ['any', 'as-written'],
  unknownPrincipal: ['reject', 'continue'],
  mdcyPrincipalDiagnosisOnly: [true, false],
} as const

/** The switches a scheme sets; the rest as `usual`. A misspelt switch is refused: silently ignored it would group wrongly. */
export function readPolicy(value: unknown, usual: Policy): Policy {
  if (value === undefined) return usual
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('', 'must be an object')
  for (const [name, choice] of Object.entries(value)) {
    const choices: readonly unknown[] | undefined = Object.hasOwn(CHOICES, name)
      ? CHOICES[name as keyof typeof CHOICES]
      : undefined
    if (choices ? !choices.includes(choice) : !isOther(name, choice))
      throw bad(`.${name}`, choices ? `is one of ${choices.join(', ')}` : 'is no switch, or its value does not fit')
  }
  return { ...usual, ...value }
}

function isOther(name: string, value: unknown): boolean {
  if (name === 'newbornDays') return Number.isSafeInteger(value) && (value as number) >= 0
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return name === 'mdcVariants' && isObject && Object.values(value).every((one) => typeof one === 'string')
}

const bad = (where: string, message: string): GrouperError =>
  new GrouperError('GROUPER_BAD_TABLE', `scheme.json: policy${where}`, message)
