// Catches: a name, id number or phone that can be read in a log or an export.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskIdNumber, maskName, maskPhone, maskText } from './mask.ts'

fc.configureGlobal({ seed: 20261121 })

describe('masks', () => {
  it.each([
    [maskName, '患者甲', '患**'],
    [maskName, '患者', '患*'],
    [maskName, '甲', '*'],
    [maskName, '', ''],
    [maskName, '𠮷者', '𠮷*'],
    [maskIdNumber, '330100190001010000', '330***********0000'],
    [maskIdNumber, 'P1234567', '******67'],
    [maskIdNumber, '12345', '***45'],
    [maskIdNumber, '1234', '****'],
    [maskIdNumber, '7', '*'],
    [maskPhone, '13800000000', '138****0000'],
    [maskPhone, '8601', '****'],
  ])('%o(%s) = %s', (mask, plain, shown) => expect(mask(plain)).toBe(shown))

  it('hides numbers inside an insurer message, and nothing else', () => {
    expect(maskText('人员330100190001010000(13800000000)未参保，结算号330100000000000001234')).toBe(
      '人员330***********0000(138****0000)未参保，结算号330100000000000001234',
    )
  })

  it('keeps the length and shows at most seven characters of any id number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9X]{1,30}$/), (idNumber) => {
        const masked = maskIdNumber(idNumber)
        expect(masked).toHaveLength(idNumber.length)
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(7)
        if (idNumber.length > 4) expect(masked).toContain('*')
      }),
    )
  })
})
