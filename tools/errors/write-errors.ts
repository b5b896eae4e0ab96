import type { Told } from './find-tables.ts'
import type { Thrown } from './find-thrown.ts'
import type { Said } from './read-words.ts'

export interface ErrorBook {
  readonly refusals: readonly Said[]
  /** codes of tables that only say what is wrong with one row, case or document */
  readonly told: readonly Told[]
  readonly workOrders: readonly Said[]
  readonly thrown: readonly Thrown[]
}

/** Stages in the order money meets them (domain/identity/refusal.ts). */
const STAGES = [
  'request',
  'bill',
  'adjudication',
  'tender',
  'risk',
  'routing',
  'charge',
  'refund',
  'ledger',
  'statement',
  'reconciliation',
  'clearing',
  'value',
]

const HEAD = `# Errors

Written by \`npm run generate\` from the source; \`npm run check\` fails when it is stale. A \`…\` is filled in while running.

A refusal is an expected "no". It travels as \`{ code, stage, moneyMoved, retrySameKey, message, place }\`:

- money moved: \`none\`, nothing was taken or given; \`unknown\`, ask for the state before doing anything; \`moved\`,
  something was taken and stays on the books.
- same key: may the same \`Idempotency-Key\` be sent again? \`yes\`, mend the cause and repeat; \`no\`, the answer would be the
  same.
- \`as it says\`: decided while running; the answer itself tells.
`

/** docs/errors.md: a heading a code, so that an error can point at `docs/errors.md#bill_no_lines`. */
export function writeErrors(book: ErrorBook): string {
  return [
    HEAD,
    ...STAGES.flatMap((stage) => writeStage(stage, book.refusals)),
    ...writeTold(book.told),
    ...writeWorkOrders(book),
    ...writeThrown(book.thrown),
  ].join('\n')
}

function writeStage(stage: string, refusals: readonly Said[]): string[] {
  const ofStage = refusals.filter((one) => one.word.fields.stage === stage)
  if (ofStage.length === 0) return []
  return [
    `## ${stage}\n`,
    ...byCode(ofStage).map(([code, said]) =>
      entry(code, sentence(said), [
        `money moved: ${values(said, 'moneyMoved')}`,
        `same key: ${values(said, 'retrySameKey').replace('true', 'yes').replace('false', 'no')}`,
        files(said.map((one) => one.place)),
      ]),
    ),
  ]
}

const TOLD = `What is wrong with one row, case, rule document or scheme, and what a check finds, told with its place. No money moved: the
row or case is left out with its reason and the rest goes on; a document or scheme is not used; a finding changes nothing.
The sentence says more while running.
`

function writeTold(told: readonly Told[]): string[] {
  if (told.length === 0) return []
  const codes = [...new Set(told.map((one) => one.code))].sort()
  const entries = codes.map((code) => {
    const same = told.filter((one) => one.code === code)
    const tables = [...new Set(same.map((one) => one.table))].sort().join(' ')
    return entry(code, [...new Set(same.map((one) => one.sentence))].join('; '), [
      tables,
      files(same.map((one) => one.place)),
    ])
  })
  return ['## rows, cases, documents and findings\n', TOLD, ...entries]
}

function writeWorkOrders(book: ErrorBook): string[] {
  const entries = byCode(book.workOrders).map(([code, each]) =>
    entry(code, sentence(each), [hours(values(each, 'dueInHours')), files(each.map((one) => one.place))]),
  )
  return ['## work orders\n', 'No answer to anybody: something a person must look at, with a deadline.\n', ...entries]
}

const hours = (text: string): string => (/^\d+$/.test(text) ? `due in ${text} hours` : `due: ${text}`)

const THROWN = `Thrown below the stages. Nothing moved: a library computes no further, a row that cannot be read is kept in quarantine,
and what PostgreSQL raises rolls its whole transaction back.
`

function writeThrown(thrown: readonly Thrown[]): string[] {
  const keys = [...new Set(thrown.map((one) => `${one.code}\n${one.by}`))].sort()
  const entries = keys.map((key) => {
    const [code, by] = key.split('\n') as [string, string]
    const same = thrown.filter((one) => one.by === by && one.code === code)
    const texts = [...new Set(same.map((one) => one.sentence).filter((text) => text !== ''))]
    return entry(code, texts.slice(0, 3).join('; ') || UNSAID, [by, files(same.map((one) => one.place))])
  })
  return ['## libraries, statement rows and the database\n', THROWN, ...entries]
}

const UNSAID = 'the sentence is given while running'

const entry = (code: string, text: string, notes: readonly string[]): string =>
  `### ${code}\n\n${asText(text)}\n\n${notes.join(' · ')}\n`

function byCode(said: readonly Said[]): [string, Said[]][] {
  const codes = [...new Set(said.flatMap((one) => one.word.codes))].sort()
  return codes.map((code) => [code, said.filter((one) => one.word.codes.includes(code))])
}

/** Where one place decides while running, no other place can promise for it. */
function values(said: readonly Said[], field: string): string {
  const known = said.map((one) => one.word.fields[field] ?? null)
  return known.includes(null) ? 'as it says' : [...new Set(known)].sort().join(' or ')
}

/** A table's sentence is in both languages and stands for all; else what each place says, three at most. */
function sentence(said: readonly Said[]): string {
  const texts = [...new Set(said.flatMap((one) => one.word.sentence ?? []))]
  return texts.find((text) => text.includes('· ')) ?? (texts.slice(0, 3).join('; ') || UNSAID)
}

/** A sentence is shown as it is: nothing in it may turn into a mark of Markdown. */
const asText = (text: string): string => text.replace(/[\\`*_<[\]]/g, '\\$&').replaceAll('\n', ' ')

/** Without line numbers, or every edit above would make the page stale. */
const files = (places: readonly string[]): string =>
  [...new Set(places.map((place) => place.replace(/:\d+$/, '')))]
    .sort()
    .map((path) => `\`${path}\``)
    .join(' ')
