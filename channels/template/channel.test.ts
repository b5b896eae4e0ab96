// Would catch: a template whose statement reader or notification check teaches a copy the wrong habit.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import { connect } from './channel.ts'
import { configSchema } from './config.ts'
import manifest from './manifest.json' with { type: 'json' }
import { startSampleWallet } from './sample-wallet.ts'

const { config, io } = startSampleWallet()
const channel = connect(config, io)
const read = (text: string) =>
  channel.readStatement({
    channel: 'template',
    kind: 'trade',
    date: '2026-11-21',
    filename: 'bill.csv',
    bytes: new TextEncoder().encode(text),
  })

const BILL = [
  'kind,walletId,id,yuan,state,time',
  'payment,W1,at_0001,12.34,PAID,2026-11-21 08:00:00',
  'refund,W2,rf_0001,2.34,REFUNDED,2026-11-21 09:00:00',
  'total,2,14.68',
].join('\n')

describe('the statement', () => {
  it('is read', () => {
    expect(read(BILL).lines.map(({ kind, ourOrderId, amountFen }) => `${kind} ${ourOrderId} ${amountFen}`)).toEqual([
      'payment at_0001 1234',
      'refund rf_0001 234',
    ])
  })

  it.each([
    ['a parted fen', '12.34', '12.345', '2 LINE_BAD_AMOUNT'],
    ['no time', '2026-11-21 08:00:00', 'now', '2 LINE_BAD_TIME'],
    ['another kind', 'payment', 'transfer', '2 LINE_UNKNOWN_TYPE'],
    ['no id', 'at_0001', '', '2 LINE_NO_ID'],
    ['a cell too many', 'at_0001', 'at,0001', '2 LINE_COLUMNS'],
  ])('sets a row with %s aside', (_name, from, to, line) => {
    expect(read(BILL.replace(from, to)).quarantined.map(({ lineNo, code }) => `${lineNo} ${code}`)).toEqual([line])
  })

  it.each([
    ['another header', 'kind,', 'sort,', 'STATEMENT_UNKNOWN_LAYOUT'],
    ['no total', '\ntotal,2,14.68', '', 'STATEMENT_TRUNCATED'],
    ['another total', '14.68', '14.67', 'STATEMENT_TOTALS_MISMATCH'],
    ['another day', '2026-11-21 09', '2026-11-20 09', 'STATEMENT_WRONG_DAY'],
  ])('with %s is refused', (_name, from, to, code) => {
    expect(() => read(BILL.replace(from, to))).toThrow(code)
  })

  it('cut anywhere is read or refused by code', () => {
    fc.assert(
      fc.property(fc.nat(BILL.length), (length) => {
        try {
          read(BILL.slice(0, length))
          return true
        } catch (error) {
          return error instanceof RefusalError
        }
      }),
      { seed: 20261121 },
    )
  })
})

describe('the configuration', () => {
  it('is what the manifest prints', () => {
    expect(manifest.configSchema).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(configSchema))))
  })

  it('is refused by the name of the wrong field', () => {
    expect(() => connect({ ...(config as object), secret: 'short' }, io)).toThrow(/^CHANNEL_BAD_CONFIG.*\(secret\)$/)
  })
})
