import { describe, expect, it } from 'vitest'
import { parseSource } from '../source/parse-source.ts'
import { fastTests } from './fast-tests.ts'

const choose = (files: Record<string, string>): string[] =>
  fastTests(Object.entries(files).map(([path, text]) => parseSource({ path, text })))

/** Would catch a test of the fast set that quietly starts a database, and a pure test that is left out. */
describe('fastTests', () => {
  it('takes pure tests and leaves those that reach the outside, however far', () => {
    expect(
      choose({
        'domain/order/decide.ts': '',
        'domain/order/decide.test.ts': "import './decide.ts'",
        'channels/alipay/sign.test.ts': '',
        'channels/alipay/channel.acceptance.test.ts': "import './stage.ts'",
        'channels/alipay/stage.ts': "import { startSandbox } from '../../apps/sandbox/start-sandbox.ts'",
        'apps/sandbox/start-sandbox.ts': '',
        'channels/alipay/process.test.ts': "import { fork } from 'node:child_process'",
        'store/seal.test.ts': '',
        'flow/take-payment.test.ts': "import { testDatabase } from '../tests/database.ts'",
      }),
    ).toEqual(['domain/order/decide.test.ts', 'channels/alipay/sign.test.ts'])
  })
})
