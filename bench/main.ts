import { parseArgs } from 'node:util'

/** `npm run --silent bench -- NAME [--json]`: one bench, ratios against a baseline of the same run. */
const BENCHES = ['payments'] as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '15' },
    callers: { type: 'string', default: '24' },
    rate: { type: 'string' },
  },
})
const [name] = positionals
if (!BENCHES.includes(name as (typeof BENCHES)[number])) {
  process.stderr.write(`choose a bench: ${BENCHES.join(', ')}\n`)
  process.exit(2)
}
const { benchPayments, printPayments } = await import('./payments.ts')
const result = await benchPayments({
  seconds: Number(values.seconds),
  callers: Number(values.callers),
  rate: values.rate === undefined ? null : Number(values.rate),
  onStep: (doing) => process.stderr.write(`· ${doing}\n`),
})
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : printPayments(result))
process.exit(0)
