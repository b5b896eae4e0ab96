import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { BillInput } from '../../../domain/bill/bill-input.ts'
import { type QuarantinedLine, readBillLine } from '../../../domain/bill/read-bill-lines.ts'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { namingFile } from '../given-file.ts'

/** A bill with the line of the file it stands on, counted from 1 as an editor does. */
export interface OwnBill {
  readonly lineNumber: number
  readonly input: BillInput
}

export interface OwnBills {
  readonly bills: readonly OwnBill[]
  readonly quarantined: readonly QuarantinedLine[]
}

/**
 * A hospital's own bills (docs/bill-input.md): every line becomes a bill or is set aside with its number, none is lost.
 * @throws RefusalError BILLS_FILE_EMPTY, BILLS_NONE_READABLE; ENOENT, EISDIR of the file system
 */
export async function readOwnBills(path: string): Promise<OwnBills> {
  const bills: OwnBill[] = []
  const quarantined: QuarantinedLine[] = []
  const seen = new Map<string, { readonly lineNumber: number; readonly content: string }>()
  let lineNumber = 0
  const file = createReadStream(path).on('error', (error) => namingFile(error, path))
  for await (const bytes of linesOf(file)) {
    lineNumber++
    const reading = readBytes(bytes, lineNumber)
    if (reading === null) continue
    const refused = reading.kind === 'bill' ? alreadyThere(reading.input, lineNumber, seen) : reading.record
    if (refused) quarantined.push(refused)
    else if (reading.kind === 'bill') bills.push({ lineNumber, input: reading.input })
  }
  if (bills.length === 0) throw noBills(path, quarantined)
  return { bills, quarantined }
}

const LINE_FEED = 0x0a

/** Cut at line feeds only: a line separator inside a name (U+2028) ends no line, and bytes are decoded a line at a time. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let open: Buffer[] = []
  for await (const chunk of stream) {
    let from = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...open, chunk.subarray(from, end)])
      open = []
      from = end + 1
    }
    if (from < chunk.length) open.push(chunk.subarray(from))
  }
  if (open.length > 0) yield Buffer.concat(open)
}

/** null for a blank line. The byte order mark stays: `readBillLine` knows where one may stand. */
function readBytes(bytes: Buffer, lineNumber: number): ReturnType<typeof readBillLine> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r$/, '')
    return text.trim() === '' ? null : readBillLine(text, lineNumber)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { kind: 'quarantined', record: setAside(lineNumber, 'BILL_TEXT_MISDECODED', encodingOf(bytes)) }
  }
}

function encodingOf(bytes: Buffer): string {
  try {
    new TextDecoder('gbk', { fatal: true }).decode(bytes)
    return 'the line is not UTF-8 but GBK; save the file as UTF-8'
  } catch {
    return 'the line is not UTF-8'
  }
}

/** The same number is the same bill and is charged once; which of two contents is meant, nobody but the hospital knows. */
function alreadyThere(
  input: BillInput,
  lineNumber: number,
  seen: Map<string, { readonly lineNumber: number; readonly content: string }>,
): QuarantinedLine | null {
  const content = createHash('sha256').update(JSON.stringify(input)).digest('base64')
  const first = seen.get(input.hisBillNo)
  if (!first) {
    seen.set(input.hisBillNo, { lineNumber, content })
    return null
  }
  const where = `bill ${input.hisBillNo} already stands on line ${first.lineNumber}`
  return first.content === content
    ? setAside(lineNumber, 'BILL_REPEATED', `${where} with the same content; it is charged once`, 'hisBillNo')
    : setAside(
        lineNumber,
        'BILL_CONFLICT',
        `${where} with other content; each content needs a number of its own`,
        'hisBillNo',
      )
}

const setAside = (lineNumber: number, code: string, message: string, place = '(whole text)'): QuarantinedLine => ({
  lineNumber,
  code,
  place,
  message,
})

function noBills(path: string, quarantined: readonly QuarantinedLine[]): RefusalError {
  const why = { stage: 'bill', moneyMoved: 'none', retrySameKey: true, place: path } as const
  if (quarantined.length === 0)
    return new RefusalError({ code: 'BILLS_FILE_EMPTY', message: 'the file holds no bill', ...why })
  const lines = quarantined.map(describeLine).join('\n')
  const message = `not one of ${quarantined.length} lines could be read\n${lines}`
  return new RefusalError({ code: 'BILLS_NONE_READABLE', message, ...why })
}

/** `BILL_TEXT_NOT_JSON at line 2, (whole text): …` */
export const describeLine = ({ lineNumber, code, place, message }: QuarantinedLine): string =>
  `${code} at line ${lineNumber}, ${place}: ${message}`
