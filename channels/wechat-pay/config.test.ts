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
    ['mchid', { mchid: 'abc' }],
    ['apiV3Key', { apiV3Key: 'short' }],
    ['merchantPrivateKey', { merchantPrivateKey: 'not a key' }],
    ['platformPublicKey', { platformPublicKey: 'not a key' }],
    ['baseUrl', { baseUrl: 'https://wechat.invalid/' }],
    ['switches.fundFlow', { switches: { fundFlow: 'yes' } }],
  ])('a wrong %s is refused by its name, without showing a key', (place, change) => {
    const attempt = () => readConfig({ ...config, ...change })
    expect(attempt).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ code: 'CHANNEL_BAD_CONFIG', place }) }),
    )
    expect(attempt).not.toThrow(/BEGIN|MII/)
  })

  it('a misspelt field is refused', () => {
    expect(() => readConfig({ ...config, mchId: '1' })).toThrow('CHANNEL_BAD_CONFIG')
    expect(() => readConfig(null)).toThrow('CHANNEL_BAD_CONFIG')
  })

  it('an overridden switch is what the manifest of this merchant says', () => {
    const merchant = readConfig({ ...config, switches: { notFoundCodes: ['GONE'] } })
    const effective = withSwitches(manifest as Manifest, merchant.switches)
    expect(effective.switches!.notFoundCodes!.default).toEqual(['GONE'])
    expect(effective.switches!.probePrefix!.default).toBe('WECHATPAY/SIGNTEST/')
  })
})
