// Would catch: sound Chinese called broken, broken Chinese taken for sound.
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { NhsaError } from './nhsa-error.ts'
import { encodeWireText, findMojibake } from './wire-text.ts'

describe('sound', () => {
  test.each([
    '',
    'P0001',
    '患者甲',
    '测试（医院）有限公司',
    '门诊慢特病',
    '基本医疗保险统筹基金支出',
    '阿莫西林胶囊0.25g×24粒',
    '一',
    '联通',
    'Müller',
  ])('%s', (text) => expect(findMojibake(text)).toBeNull())
})

describe('wrongly decoded', () => {
  const utf8 = (text: string) => Buffer.from(text, 'utf8')
  test.each([
    ['患者甲', iconv.decode(utf8('患者甲'), 'gbk'), 'utf-8 read as gbk'],
    ['测试医院', iconv.decode(utf8('测试医院'), 'gbk'), 'utf-8 read as gbk'],
    ['患者甲', utf8('患者甲').toString('latin1'), 'utf-8 read as latin-1'],
    ['患者甲', iconv.decode(utf8('患者甲'), 'windows-1252'), 'utf-8 read as latin-1'],
    ['患者甲', iconv.encode('患者甲', 'gbk').toString('latin1'), 'gbk read as latin-1'],
    [null, iconv.encode('患者甲', 'gbk').toString('utf8'), 'lost'],
    [null, '锟斤拷锟斤拷', 'lost'],
  ])('%s', (likely, text, kind) => {
    const found = findMojibake(text)
    expect(found?.kind).toBe(kind)
    if (likely === null || found?.likely === null) expect(found?.likely).toBeNull()
    else expect(likely.startsWith(found!.likely!.slice(0, 2))).toBe(true)
  })
})

test('a character GBK does not know is refused, not replaced', () => {
  expect(encodeWireText('患者', 'gbk')).toEqual(Buffer.from([0xbb, 0xbc, 0xd5, 0xdf]))
  expect(() => encodeWireText('患者😀', 'gbk')).toThrow(NhsaError)
})
