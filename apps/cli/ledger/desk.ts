import { type AllocationPlan, allocateByPlan, fen, MoneyError } from '@medsettle/money'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { Database } from '../../../store/database.ts'
import { readInstitution, writeInstitution } from '../../../store/institution.ts'
import { closeAccount, freezeAccount, openAccount, setLimit, unfreezeAccount } from '../../../store/ledger/accounts.ts'
import { readBalance, readBalances, readTreeTotals, readTrialBalanceAt } from '../../../store/ledger/balances.ts'
import type { BooksOf } from '../../../store/ledger/load-books.ts'
import { type Ledger, openLedger } from '../../../store/ledger/open-ledger.ts'
import { readStatement } from '../../../store/ledger/statement.ts'
import {
  type Answer,
  accountAnswer,
  balanceFields,
  balancesAnswer,
  groupAnswer,
  inUnits,
  refusalAnswer,
  statementAnswer,
  transferAnswer,
  trialBalanceAnswer,
} from './answers.ts'
import { institutionOf } from './open-books.ts'
import { type LedgerCommand, requestOf } from './read-command.ts'

/** Where commands are carried out: the books of one institution unless a command names another. */
export interface Desk {
  /** a refusal is an answer; throws only what nobody foresaw */
  carryOut(command: LedgerCommand): Promise<Answer>
  /** makes sure the institution's books are open, so that transfers can be handed over without waiting */
  prepare(command: LedgerCommand): Promise<void>
}

export interface DeskOptions {
  readonly institution: string
  /** region of institutions that are made here */
  readonly region: string
  now(): Date
}

interface OpenBooks {
  readonly books: BooksOf
  readonly ledger: Ledger
}

type Does<Name extends LedgerCommand['do']> = Extract<LedgerCommand, { do: Name }>

export function openDesk(database: Database, options: DeskOptions): Desk {
  const open = new Map<string, OpenBooks>()
  const booksOf = async (institutionId: string): Promise<OpenBooks> => {
    const known = open.get(institutionId)
    if (known) return known
    // the institution of the command line is made when it is missing; one that a line names must be there
    if (institutionId === options.institution)
      await ensureInstitution(database, institutionId, { region: options.region })
    const { regionId } = await institutionOf(database, institutionId)
    const books = { regionId, institutionId }
    const opened = { books, ledger: openLedger(database, books, options) }
    open.set(institutionId, opened)
    return opened
  }
  const nameOf = (command: LedgerCommand): string =>
    ('institution' in command ? command.institution : undefined) ?? options.institution

  const carryOut = async (command: LedgerCommand): Promise<Answer> => {
    if (command.do === 'allocate') return allocation(command)
    if (command.do === 'institution') {
      const made = await ensureInstitution(database, command.id, {
        region: command.region ?? options.region,
        name: command.name,
      })
      return { ok: true, institution: command.id, region: made.regionId, replayed: made.replayed }
    }
    const { books, ledger } = open.get(nameOf(command)) ?? (await booksOf(nameOf(command)))
    switch (command.do) {
      case 'transfer':
        return transferAnswer((await ledger.post([requestOf(transferOf(command))]))[0]!)
      case 'group':
        return groupAnswer(await ledger.post(command.transfers.map(requestOf)))
      case 'expire':
        return { ok: true, expired: await ledger.expire() }
      case 'balance':
      case 'trialBalance':
      case 'statement':
        return look(database, books.institutionId, command)
      default:
        return accountAnswer(await act(database, books, command))
    }
  }
  return {
    carryOut: (command) => carryOut(command).catch(answerRefusal),
    prepare: async (command) => {
      if (command.do === 'transfer' || command.do === 'group') await booksOf(nameOf(command)).catch(answerRefusal)
    },
  }
}

function answerRefusal(error: unknown): Answer {
  if (error instanceof RefusalError) return refusalAnswer(error)
  throw error
}

function transferOf({ do: _do, institution: _institution, ...transfer }: Does<'transfer'>) {
  return transfer
}

/** What a plan gives to whom; nothing is booked. */
function allocation({ amountFen, parts, rest, remainder }: Does<'allocate'>): Answer {
  try {
    // allocateByPlan looks at everything itself
    const plan = { parts: parts.map(({ upToFen, ...part }) => given({ ...part, upTo: upToFen })), rest, remainder }
    const { parts: shares, kept } = allocateByPlan(fen(amountFen), given(plan) as unknown as AllocationPlan)
    const sums = shares.map(({ to, amount }) => ({ to, amountFen: amount, amount: inUnits(amount) }))
    return { ok: true, parts: sums, keptFen: kept }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { ok: false, code: error.code, message: error.message, ...(error.place ? { place: error.place } : {}) }
  }
}

function act(database: Database, books: BooksOf, command: Does<'open' | 'close' | 'freeze' | 'unfreeze' | 'limit'>) {
  const { path } = command
  if (command.do === 'open')
    return openAccount(database, books, given({ path, limited: command.limited, scale: command.scale }))
  const on = given({ path, actId: command.actId })
  if (command.do === 'limit') return setLimit(database, books, { ...on, limited: command.limited })
  const acts = { close: closeAccount, freeze: freezeAccount, unfreeze: unfreezeAccount }
  return acts[command.do](database, books, on)
}

async function look(
  database: Database,
  institutionId: string,
  command: Does<'balance' | 'trialBalance' | 'statement'>,
): Promise<Answer> {
  const { do: what, institution: _, ...rest } = command
  if (command.do === 'statement')
    return statementAnswer(await readStatement(database, { institutionId, ...given({ ...rest, path: command.path }) }))
  const moment = given({ at: command.at, asOf: command.asOf })
  if (command.do === 'trialBalance')
    return trialBalanceAnswer(await readTrialBalanceAt(database, { institutionId, ...moment }))
  const { path } = command
  if (!command.prefix)
    return { ok: true, ...balanceFields(await readBalance(database, { institutionId, path, ...moment })) }
  const below = { institutionId, prefix: path, ...moment }
  return balancesAnswer(await readBalances(database, below), await readTreeTotals(database, below))
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Fields that were left out are left out. */
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>

async function ensureInstitution(
  database: Database,
  institutionId: string,
  { region, name }: { readonly region: string; readonly name?: string | undefined },
): Promise<{ readonly regionId: string; readonly replayed: boolean }> {
  const there = await readInstitution(database, institutionId)
  if (there) return { regionId: there.regionId, replayed: true }
  await writeInstitution(database, {
    institutionId,
    regionId: region,
    name: name ?? institutionId,
    hospitalLevel: '3',
  })
  return { regionId: region, replayed: false }
}
