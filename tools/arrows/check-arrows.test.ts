import { describe, expect, it } from 'vitest'
import { parseSource } from '../source/parse-source.ts'
import { checkArrows } from './check-arrows.ts'

const verdict = (path: string, statement: string): string =>
  checkArrows([parseSource({ path, text: `${statement}\n` })]).length === 0 ? 'yes' : 'no'

/** Would catch an arrow that was loosened, or one that never fires: each line is an import that is right or wrong. */
describe('arrows', () => {
  it.each([
    ['domain/order/decide.ts', "import { a } from '../tender/tender.ts'", 'yes'],
    ['domain/tender/tender.ts', "import { a } from '../order/order.ts'", 'no'],
    ['domain/tender/tender.ts', "import type { A } from '../order/order.ts'", 'no'],
    ['domain/order/order.ts', "import { fen } from '@medsettle/money'", 'yes'],
    ['domain/order/order.ts', "import { z } from 'zod'", 'yes'],
    ['domain/order/order.ts', "import pg from 'pg'", 'no'],
    ['domain/order/order.ts', "import { readFileSync } from 'node:fs'", 'no'],
    ['domain/order/order.test.ts', "import { readFileSync } from 'node:fs'", 'yes'],
    ['domain/order/order.ts', "import { a } from '../../store/store.ts'", 'no'],
    ['domain/gifts/give.ts', "import { a } from '../identity/ids.ts'", 'no'],
    ['flow/close-day.ts', "import { a } from '../store/store.ts'", 'yes'],
    ['flow/close-day.ts', "import type { A } from '../channels/contract/channel.ts'", 'yes'],
    ['flow/close-day.ts', "import { connect } from '../channels/alipay/channel.ts'", 'no'],
    ['flow/close-day.ts', "import { a } from '../apps/server/hub.ts'", 'no'],
    ['store/store.ts', "import type { A } from '../channels/contract/statement.ts'", 'yes'],
    ['store/store.ts', "import { a } from '../channels/contract/not-found.ts'", 'no'],
    ['store/store.ts', "import { a } from '../flow/world.ts'", 'no'],
    ['store/store.test.ts', "import { testDatabase } from '../tests/database.ts'", 'yes'],
    ['channels/alipay/call.ts', "import { a } from './sign.ts'", 'yes'],
    ['channels/alipay/call.ts', "import { a } from '../wechat-pay/sign.ts'", 'no'],
    ['channels/alipay/call.ts', "import { chinaDate } from '../../domain/identity/clock.ts'", 'yes'],
    ['channels/alipay/call.ts', "import type { Bill } from '../../domain/bill/bill.ts'", 'yes'],
    ['channels/alipay/call.ts', "import { makeBill } from '../../domain/bill/make-bill.ts'", 'no'],
    ['channels/alipay/call.ts', "import { a } from '../../apps/sandbox/main.ts'", 'no'],
    ['apps/sandbox/main.ts', "import { fen } from '@medsettle/money'", 'yes'],
    ['apps/sandbox/main.ts', "import type { A } from '../../channels/contract/channel.ts'", 'no'],
    ['apps/sandbox/main.ts', "import type { A } from '../../domain/bill/bill.ts'", 'no'],
    ['apps/sandbox/main.test.ts', "import { testDatabase } from '../../tests/database.ts'", 'no'],
    ['apps/server/main.ts', "import { a } from '../sandbox/main.ts'", 'no'],
    ['apps/server/main.ts', "import { a } from '../../flow/take-payment.ts'", 'yes'],
    ['apps/server/main.ts', "import { a } from '../../tests/database.ts'", 'no'],
    ['sim/auditor.ts', "import { a } from '../domain/ledger/accounts.ts'", 'no'],
    ['sim/auditor/books.ts', "import { a } from '../../store/store.ts'", 'no'],
    ['sim/run.ts', "import { a } from '../flow/take-payment.ts'", 'yes'],
    ['packages/money/src/fen.ts', "import { a } from '../../../domain/bill/bill.ts'", 'no'],
    ['nowhere/file.ts', "import { a } from './b.ts'", 'no'],
  ])('%s: %s → %s', (path, statement, expected) => {
    expect(verdict(path, statement)).toBe(expected)
  })

  it('a stage that only tests import may use what tests use; the same file used by the server may not', () => {
    const stage = { path: 'apps/server/stage.ts', text: "import { testDatabase } from '../../tests/database.ts'\n" }
    const test = { path: 'apps/server/stage.test.ts', text: "import { stage } from './stage.ts'\n" }
    const main = { path: 'apps/server/main.ts', text: "import { stage } from './stage.ts'\n" }
    expect(checkArrows([stage, test].map(parseSource))).toEqual([])
    expect(checkArrows([stage, test, main].map(parseSource)).map((one) => one.place)).toEqual([
      'apps/server/stage.ts:1',
    ])
  })
})
