import { parseArgs } from 'node:util'

/** `npm run --silent bench -- NAME [--json]`: one bench, ratios against a baseline of the same run. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    callers: { type: 'string', default: '24' },
    rate: { type: 'string' },
    stored: { type: 'string', default: '10000000' },
    stream: { type: 'string', default: '0' },
    cases: { type: 'string', default: '2000000' },
  },
})
const onStep = (doing: string): boolean => process.stderr.write(`· ${doing}\n`)
const seconds = (usual: number): number => Number(values.seconds ?? usual)

const BENCHES: Readonly<Record<string, () => Promise<{ result: object; text: string }>>> = {
  payments: async () => {
    const { benchPayments, printPayments } = await import('./payments.ts')
    const rate = values.rate === undefined ? null : Number(values.rate)
    const result = await benchPayments({ seconds: seconds(15), callers: Number(values.callers), rate, onStep })
    return { result, text: printPayments(result) }
  },
  ledger: async () => {
    const { benchLedger } = await import('./ledger/bench-ledger.ts')
    const { printLedger } = await import('./ledger/print-ledger.ts')
    const result = await benchLedger({ seconds: seconds(5), stored: Number(values.stored), onStep })
    return { result, text: printLedger(result) }
  },
  grouper: async () => {
    const { benchGrouper } = await import('./grouper/grouper.ts')
    const { printGrouper } = await import('./grouper/print-grouper.ts')
    const result = await benchGrouper({ seconds: seconds(3), threads: 2, streamCases: Number(values.stream), onStep })
    return { result, text: printGrouper(result) }
  },
  'value-year': async () => {
    const { benchValueYear, printValueYear } = await import('./value-year/value-year.ts')
    const result = await benchValueYear({ cases: Number(values.cases), threads: 2, onStep })
    return { result, text: printValueYear(result) }
  },
}

const bench = BENCHES[positionals[0] ?? '']
if (!bench) {
  process.stderr.write(`choose a bench: ${Object.keys(BENCHES).join(', ')}\n`)
  process.exit(2)
}
const { result, text } = await bench()
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : text)
process.exit(0)
