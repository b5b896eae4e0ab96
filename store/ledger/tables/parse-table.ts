import { changeRequest, type Names, parseAmount, parseRequest, parseSpan, repeated } from './parse-request.ts'
import type { AccountStep, BalanceStep, Case, Expected, StatusAct, Step, Table } from './table.ts'

type Group = Extract<Step, { do: 'group' }>

interface Reading {
  readonly names: Map<string, string>
  readonly groups: Map<string, Group>
  readonly steps: Step[]
}

/** @throws Error naming the line that cannot be read */
export function parseTable(name: string, text: string): Table {
  const lines = text.split('\n')
  const title = lines[0]?.startsWith('# ') ? lines[0].slice(2).trim() : ''
  if (title === '') throw new Error(`${name}: the first line says what the table shows: # …`)
  const reading: Reading = { names: new Map(), groups: new Map(), steps: [] }
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    try {
      readLine(reading, line, index + 1)
    } catch (error) {
      throw new Error(`${name}:${index + 1}: ${(error as Error).message}`)
    }
  }
  return { name, title, steps: reading.steps }
}

function readLine(reading: Reading, text: string, line: number): void {
  const [command = '', result = '', why = ''] = text.split(' | ').map((part) => part.trim())
  const words = command.split(/\s+/)
  const head = words.shift()!
  const { steps, names } = reading
  if (head === 'account') steps.push(accountStep(words, reading))
  else if (head === '=') steps.push(balanceStep(words, names, line))
  else if (head === '?') steps.push(storedStep(words, line))
  else if (head === 'tick') steps.push({ do: 'tick', ms: parseSpan(words[0]!) })
  else if (head === 'restart') steps.push({ do: 'restart' })
  else if (head === 'expire') steps.push({ do: 'expire', line, released: Number(result) })
  else if (isStatusAct(head)) steps.push(statusStep(head, words, { line, names, result, why }))
  else if (head === '&' || /^\d+$/.test(head)) readCase(reading, { head, words, line, result, why })
  else throw new Error(`what is ${head}?`)
}

const isStatusAct = (word: string): word is StatusAct => word === 'freeze' || word === 'unfreeze' || word === 'close'

function accountStep([name, path, ...terms]: readonly string[], { names }: Reading): AccountStep {
  if (!name || !path) throw new Error('account NAME PATH')
  names.set(name, path)
  let limited: AccountStep['limited'] = 'none'
  let scale = 2
  for (const term of terms) {
    if (term === 'debits<=credits') limited = 'debits'
    else if (term === 'credits<=debits') limited = 'credits'
    else if (/^scale=\d$/.test(term)) scale = Number(term.slice(6))
    else throw new Error(`an account has no term ${term}`)
  }
  return { do: 'account', path, limited, scale }
}

const SIDES: Readonly<Record<string, 'debits' | 'credits' | 'reservedDebits' | 'reservedCredits'>> = {
  debits: 'debits',
  credits: 'credits',
  'reserved-debits': 'reservedDebits',
  'reserved-credits': 'reservedCredits',
}

/** What is not said is zero. */
function balanceStep(words: readonly string[], names: Names, line: number): BalanceStep {
  const [name, ...rest] = words
  const until = rest[0] === 'until' ? rest.splice(0, 2)[1]! : null
  const sums = { debits: 0, credits: 0, reservedDebits: 0, reservedCredits: 0 }
  for (let at = 0; at < rest.length; at += 2) {
    const side = SIDES[rest[at]!]
    if (!side || rest[at + 1] === undefined) throw new Error(`${rest[at]} is no side of an account`)
    sums[side] = parseAmount(rest[at + 1]!)
  }
  const path = names.get(name ?? '')
  if (path === undefined) throw new Error(`no account is called ${name}`)
  return { do: 'balance', line, path, until, ...sums }
}

function storedStep([id, ...words]: readonly string[], line: number): Step {
  const columns = Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), repeated(word.slice(word.indexOf('=') + 1))]),
  )
  return { do: 'stored', line, id: id!, columns }
}

interface Said {
  readonly line: number
  readonly result: string
  readonly why: string
}

function statusStep(act: StatusAct, words: readonly string[], said: Said & { readonly names: Names }): Step {
  const path = said.names.get(words[0] ?? '')
  if (path === undefined) throw new Error(`no account is called ${words[0]}`)
  const refused = said.result === '' || said.result === 'ok' ? null : said.result
  return { do: 'status', line: said.line, act, path, refused, why: said.why }
}

function readCase(reading: Reading, said: Said & { readonly head: string; readonly words: readonly string[] }): void {
  const { head, words, line, result, why } = said
  if (result === '' || why === '') throw new Error('a case says its command | its result | why')
  if (head === '&') {
    const last = reading.steps.at(-1)
    if (last?.do !== 'group') throw new Error('& is linked to the case before it')
    const grown: Group = { ...last, members: [...last.members, ...casesFrom(reading, words, { line, result, why })] }
    reading.steps[reading.steps.length - 1] = grown
    reading.groups.set(last.no, grown)
    return
  }
  if (reading.groups.has(head)) throw new Error(`there are two cases ${head}`)
  const group: Group = { do: 'group', no: head, members: casesFrom(reading, words, { line, result, why }) }
  reading.groups.set(head, group)
  reading.steps.push(group)
}

function casesFrom(reading: Reading, words: readonly string[], { line, result, why }: Said): Case[] {
  if (words[0] !== 'retry') {
    const request = parseRequest(words, reading.names)
    return [{ line, request, expected: parseExpected(result, request.amount), why }]
  }
  const before = reading.groups.get(words[1] ?? '')
  if (!before) throw new Error(`retry of a case that is not there: ${words[1]}`)
  const results = result.split(',').map((one) => one.trim())
  if (results.length !== before.members.length) throw new Error('a retry says one result for each linked transfer')
  return before.members.map(({ request }, index) => {
    const again = changeRequest(request, words.slice(2), reading.names)
    return { line, request: again, expected: parseExpected(results[index]!, again.amount), why }
  })
}

/** `ok`, `ok 30.00`, `replay`, `DEBIT_LIMIT`, `TRANSFER_ID_TAKEN amount`, `again DEBIT_LIMIT`; without a sum the one asked for. */
function parseExpected(text: string, asked: number | undefined): Expected {
  const [first = '', ...rest] = text.split(/\s+/)
  if (first === 'ok' || first === 'replay') {
    const amount = rest[0] === undefined ? asked : parseAmount(rest[0])
    if (amount === undefined) throw new Error(`${first} of how much?`)
    return { says: first, amount }
  }
  const [code = '', ...what] = first === 'again' ? rest : [first, ...rest]
  if (!/^[A-Z_]+$/.test(code)) throw new Error(`${text} is no result`)
  return { says: 'refused', code, what: repeated(what.join(' ')), replayed: first === 'again' }
}
