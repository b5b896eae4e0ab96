import { type Command, InvalidArgumentError } from 'commander'

/** `medsettle ledger …`: the books without the road. docs/ledger.md says what goes in and what comes out. */
export function ledgerCommand(program: Command): void {
  const ledger = program
    .command('ledger')
    .description('accounts, transfers, balances, statements: the books themselves')
  addApply(ledger)
  addBalance(ledger)
  addStatement(ledger)
  addTrialBalance(ledger)
  addVerify(ledger)
}

const INSTITUTION = ['--institution <ID>', 'whose books', institutionId, 'LEDGER'] as const

function addApply(ledger: Command): void {
  ledger
    .command('apply')
    .description('carry out commands, one JSON a line; one JSON result a line in the same order (docs/ledger.md)')
    .argument('<FILE|->', 'JSON lines; - reads stdin')
    .option(...INSTITUTION)
    .option('--region <ID>', 'region of an institution that is not there yet', regionId, '330100')
    .action(async (file, options) => (await import('./apply.ts')).runApply(file, options))
}

function addBalance(ledger: Command): void {
  ledger
    .command('balance')
    .description(
      'how an account stands: now, at an instant of booking time, as of a date, or as of a date as known at an instant',
    )
    .argument('<PATH>', 'account, e.g. asset/receivable/wechat-pay')
    .option('--prefix', 'every account at or below PATH, with totals of the branches')
    .option(
      '--as-of <YYYY-MM-DD>',
      'what belongs to this China date or an earlier one, whenever it was booked',
      chinaDay,
    )
    .option('--at <INSTANT>', 'what had been booked by then, e.g. 2026-03-02T10:00:00+08:00', instant)
    .option(...INSTITUTION)
    .option('--json', 'print one JSON object')
    .action(async (path, options) => (await import('./show-balance.ts')).runBalance(path, options))
}

function addStatement(ledger: Command): void {
  ledger
    .command('statement')
    .description('an account line by line in booking order, with running balance')
    .argument('<PATH>', 'account, e.g. asset/receivable/wechat-pay')
    .option('--from <INSTANT|YYYY-MM-DD>', 'booked at this instant, or on this China date, or later', startInstant)
    .option('--to <INSTANT|YYYY-MM-DD>', 'booked before this instant, or on this China date at the latest', endInstant)
    .option('--effective-from <YYYY-MM-DD>', 'belongs to this China date or a later one', chinaDay)
    .option('--effective-to <YYYY-MM-DD>', 'belongs to this China date or an earlier one', chinaDay)
    .option('--code <CODE>', 'only lines with this code')
    .option('--order <ID>', 'only lines of this payment order')
    .option('--newest-first', 'backwards')
    .option('--limit <N>', 'lines, 1 to 1000', pageLength, 50)
    .option('--after <BOOKING_NO>', 'go on after this line of the page before', bookingNo)
    .option(...INSTITUTION)
    .option('--json', 'print one JSON object')
    .action(async (path, options) => (await import('./show-statement.ts')).runStatement(path, options))
}

function addTrialBalance(ledger: Command): void {
  ledger
    .command('trial-balance')
    .description('every account on its side; exit 1 when debits and credits differ')
    .option(
      '--as-of <YYYY-MM-DD>',
      'what belongs to this China date or an earlier one, whenever it was booked',
      chinaDay,
    )
    .option('--at <INSTANT>', 'what had been booked by then', instant)
    .option(...INSTITUTION)
    .option('--json', 'print one JSON object')
    .action(async (options) => (await import('./show-trial-balance.ts')).runTrialBalance(options))
}

function addVerify(ledger: Command): void {
  ledger
    .command('verify')
    .description('recompute every seal, chain, posting, total and limit from the rows; exit 1 when anything is found')
    .option('--from-batch <N>', 'begin here; what lies before was verified', bookingNo, 0)
    .option('--json', 'print one JSON object')
    .action(async (options) => (await import('./run-verify.ts')).runVerify(options))
}

function regionId(text: string): string {
  if (!/^\d{6}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a region of six digits.`)
  return text
}

function institutionId(text: string): string {
  if (!/^[A-Za-z0-9-]{1,20}$/.test(text))
    throw new InvalidArgumentError(`"${text}" is not an institution: 1 to 20 letters, digits or -.`)
  return text
}

function chinaDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError(`"${text}" is not a date like 2026-03-02.`)
  return text
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/

function instant(text: string): string {
  const day = INSTANT.exec(text)?.[1]
  if (day === undefined || !isDay(day) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError(`"${text}" is not an instant like 2026-03-02T10:00:00+08:00.`)
  return text
}

const startInstant = (text: string): string => (isDay(text) ? `${text}T00:00:00+08:00` : instant(text))

const endInstant = (text: string): string =>
  isDay(text) ? new Date(Date.parse(`${text}T00:00:00+08:00`) + 86_400_000).toISOString() : instant(text)

function bookingNo(text: string): number {
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError(`"${text}" is not a whole number.`)
  return Number(text)
}

function pageLength(text: string): number {
  const length = bookingNo(text)
  if (length < 1 || length > 1000) throw new InvalidArgumentError('A page has 1 to 1000 lines.')
  return length
}
