import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { agreementCommand } from './agreement/command.ts'
import { BadUsage } from './bad-usage.ts'
import { dipCommand } from './dip/dip-command.ts'
import { drgCommand } from './drg/drg-command.ts'
import { explainFailure } from './explain-failure.ts'
import { institutionCommand } from './institution/institution-command.ts'
import { ledgerCommand } from './ledger/command.ts'
import { oneOf } from './one-of.ts'
import { valueCommand } from './value/command.ts'

/** `npm run --silent medsettle -- <verb>`. Exit codes: 0 done, 1 bad input or a broken finding, 2 bad usage. */
async function main(words: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', readerGone)
  const program = buildProgram()
  try {
    await program.parseAsync(words, { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`${error instanceof BadUsage ? error.message : explainFailure(error)}\n`)
    return error instanceof BadUsage ? 2 : 1
  }
}

/** `| head` has seen enough. What runs goes on to its end, so that no database and no sandbox is left behind. */
function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function buildProgram(): Command {
  const program = new Command('medsettle')
    .description('MedSettle 医结：互联网医院与医共体的开源支付结算平台 · payment and settlement for internet hospitals')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => process.stderr.write(text),
      outputError: (text, write) => write(`${text.replace(/^error: /, '')}`),
    })
    .showSuggestionAfterError()
    .helpCommand(true)
  addDemo(program)
  addStart(program)
  addStatement(program)
  addNhsa(program)
  addSimulate(program)
  addCloseDay(program)
  institutionCommand(program)
  ledgerCommand(program)
  drgCommand(program)
  dipCommand(program)
  valueCommand(program)
  agreementCommand(program)
  return program
}

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('one bill told in full, then a hospital day with injected faults, closed and reconciled')
    .option(
      '--bills <FILE.jsonl>',
      "a hospital's own bills, one JSON per line (docs/bill-input.md); bad lines are quarantined with their number",
    )
    .option('--seed <N>', 'seed of the day', wholeNumber, 1)
    .option('--count <N>', 'how many bills the generated day has', wholeNumber, 2000)
    .option(
      '--faults <none|default|heavy>',
      'how much goes wrong at the channels',
      oneOf(['none', 'default', 'heavy']),
      'default',
    )
    .action(async (options) => (await import('./demo/demo.ts')).runDemo(options))
}

function addStart(program: Command): void {
  program
    .command('start')
    .description('serve API, cashier and sandbox on this machine and print their addresses')
    .option('--port <N>', 'port of the server; 0 takes a free one', portNumber)
    .option('--no-sandbox', 'without the sandbox of the outside world')
    .action(async (options) => (await import('./start.ts')).runStart(options))
}

function addStatement(program: Command): void {
  program
    .command('statement')
    .description("read channels' statements")
    .command('parse')
    .description('print a statement as normalised JSON lines')
    .argument('<FILE>', 'the statement as downloaded (CSV, ZIP or 3202 result file)')
    .requiredOption('--channel <wechat-pay|alipay|nhsa>', 'whose statement it is')
    .option('--date <YYYY-MM-DD>', 'refuse lines of another day', chinaDay)
    .option('--separator <text>', 'nhsa: what stands between two columns (default: a tab)')
    .option('--header', 'nhsa: the first line names the columns')
    .addOption(new Option('--encoding <name>', 'nhsa: how the text is written').choices(['utf-8', 'gbk']))
    .action(async (file, options) => (await import('./parse-statement.ts')).parseStatement(file, options))
}

function addNhsa(program: Command): void {
  program
    .command('nhsa')
    .description('look into messages of the insurance platform')
    .command('check')
    .description('read a settlement reply and say which identities hold; exit 1 when one is broken')
    .argument('<FILE>', 'a setlinfo, an output or a whole reply as JSON')
    .addOption(reading('--family-account', ['inside', 'separate'], 'acct_mulaid_pay is part of acct_pay, or beside it'))
    .addOption(reading('--hospital-part', ['included', 'excluded'], 'hosp_part_amt counts in I2, or not'))
    .addOption(reading('--hifdm', ['included', 'excluded'], 'hifdm_pay counts in I4 where it is sent, or not'))
    .addOption(reading('--blank-fund-rows', ['zero', 'skip'], 'setldetail rows of nothing count as 0, or not at all'))
    .action(async (file, options) => (await import('./check-settlement.ts')).checkSettlementFile(file, options))
}

/** How a province reads the identities; the first choice is that of most. */
const reading = (flag: string, choices: readonly [string, string], about: string): Option =>
  new Option(`${flag} <reading>`, about).choices([...choices]).default(choices[0])

function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('seeded worlds with faults and crashes, judged by an auditor that shares no code with the flow')
    .option('--seed <N>', 'first seed', wholeNumber, 1)
    .option('--seeds <N>', 'how many seeds, one after the other', countingNumber, 1)
    .option('--days <D>', 'days of each world', countingNumber, 2)
    .action(async (options) => (await import('./simulate.ts')).runSimulate(options))
}

function addCloseDay(program: Command): void {
  program
    .command('close-day')
    .description("close an institution's day: statements, differences, work orders, clearing positions")
    .requiredOption('--date <YYYY-MM-DD>', 'the China date to close', chinaDay)
    .option('--institution <ID>', 'one institution; all of them when omitted')
    .option('--json', 'print one JSON object instead of tables')
    .action(async (options) => (await import('./close-day.ts')).runCloseDay(options))
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number.`)
  return Number(text)
}

function countingNumber(text: string): number {
  if (wholeNumber(text) === 0) throw new InvalidArgumentError('At least 1 is needed.')
  return Number(text)
}

const HIGHEST_PORT = 65_535

function portNumber(text: string): number {
  if (wholeNumber(text) > HIGHEST_PORT) throw new InvalidArgumentError(`There is no port above ${HIGHEST_PORT}.`)
  return Number(text)
}

function chinaDay(text: string): string {
  const day = new Date(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError(`"${text}" is not a date like 2026-03-02.`)
  return text
}

process.exitCode = await main(process.argv.slice(2))
