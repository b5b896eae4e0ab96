// Would catch: a wrong configuration found out with the first patient instead of when it is entered, a misspelt switch.
import { expect, test } from 'vitest'
import { connect } from './channel.ts'
import { readConfig } from './config.ts'
import manifest from './manifest.json' with { type: 'json' }
import { CONFIG, scriptedPlatform } from './scripted-platform.ts'

test('defaults', () => {
  const config = readConfig(CONFIG)
  expect(config).toMatchObject({ product: 'his', hexCase: 'upper', signType: 'none', familyAccountInside: true })
  expect(config.statement).toEqual({ separator: '\t', header: false, encoding: 'utf-8' })
  expect(Object.keys(config.switches).sort()).toEqual(Object.keys(manifest.switches).sort())
})

test('a part of the statement format keeps the other defaults', () => {
  expect(readConfig({ ...CONFIG, statement: { encoding: 'gbk' } }).statement).toEqual({
    separator: '\t',
    header: false,
    encoding: 'gbk',
  })
})

const mobile = {
  appId: 'APPID00000000000001',
  appSecret: 's',
  privateKey: '1'.repeat(64),
  platformPublicKey: '1'.repeat(128),
}
test.each<[string, object, string]>([
  ['institution code of 11', { fixmedinsCode: 'H3301000001' }, 'fixmedinsCode'],
  ['address with a slash at the end', { baseUrl: 'http://x/' }, 'baseUrl'],
  ['no token', { token: undefined }, 'token'],
  ['an unknown field', { tokn: 'x' }, '(config)'],
  ['hex case', { hexCase: 'Upper' }, 'hexCase'],
  ['an appId of 15', { mobile: { ...mobile, appId: 'A'.repeat(15) } }, 'mobile.appId'],
  ['mobile payment without its keys', { product: 'mobile' }, 'mobile'],
  ['a platform key off the curve', { product: 'mobile', mobile }, 'mobile'],
  ['SM2 without a key', { signType: 'SM2' }, 'cainfoPrivateKey'],
  ['a private key out of range', { signType: 'SM2', cainfoPrivateKey: 'f'.repeat(64) }, 'cainfoPrivateKey'],
  ['a switch nobody knows', { switches: { negativeIsRefusel: [] } }, 'switches'],
  ['a switch of the wrong type', { switches: { totalsOfRefunds: 'gross' } }, 'switches.totalsOfRefunds'],
])('refused: %s', (_, changes, place) => {
  const { io } = scriptedPlatform([])
  expect(() => connect({ ...CONFIG, ...changes }, io)).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code: 'CHANNEL_BAD_CONFIG', place }) }),
  )
})

test('no configuration at all', () => {
  expect(() => readConfig(null)).toThrow(/CHANNEL_BAD_CONFIG/)
})
