// Would catch: a form that asks for other fields than the channel takes, a wrong key found only at the first payment.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Manifest } from '../contract/channel.ts'
import { configSchema, readConfig, withSwitches } from './config.ts'
import { makeCounterpart } from './fixtures/counterpart.ts'
import manifest from './manifest.json' with { type: 'json' }

const { config } = makeCounterpart()

describe('configuration', () => {
  it('the manifest prints the schema the code checks', () => {
    expect(manifest.configSchema).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(configSchema))))
  })

  it.each([
    ['appId', { appId: 'abc' }],
    ['gateway', { gateway: 'ftp://alipay.invalid' }],
    ['privateKey', { privateKey: 'not a key' }],
    ['alipayPublicKey', { alipayPublicKey: 'not a key' }],
    ['switches.closedAfterPayment', { switches: { closedAfterPayment: 'maybe' } }],
  ])('a wrong %s is refused by its name, without showing a key', (place, change) => {
    const attempt = () => readConfig({ ...config, ...change })
    expect(attempt).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ code: 'CHANNEL_BAD_CONFIG', place }) }),
    )
    expect(attempt).not.toThrow(/BEGIN|MII/)
  })

  it('an overridden switch is what the manifest of this merchant says', () => {
    const merchant = readConfig({ ...config, switches: { notFoundCodes: ['GONE'] } })
    expect(withSwitches(manifest as unknown as Manifest, merchant.switches).switches!.notFoundCodes!.default).toEqual([
      'GONE',
    ])
  })
})
