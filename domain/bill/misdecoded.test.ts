// Catches: misread Chinese printed on an invoice or sent to the insurer, and well-read Chinese refused at the counter.
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import sample from './catalogues/sample.json' with { type: 'json' }
import { findMisdecoding } from './misdecoded.ts'

const chineseNames = sample.items.map((item) => item.name).filter((name) => /[\u4e00-\u9fff]{2}/.test(name))
const misread = (text: string, written: string, read: string) => iconv.decode(iconv.encode(text, written), read)

describe('findMisdecoding', () => {
  it.each([
    ['utf-8', 'gbk'],
    ['gbk', 'utf-8'],
    ['utf-8', 'latin1'],
    ['utf-8', 'win1252'],
    ['gbk', 'latin1'],
    ['gbk', 'win1252'],
  ])('sees every sample name written as %s and read as %s', (written, read) => {
    const unseen = chineseNames.filter((name) => findMisdecoding(misread(name, written, read)) === null)
    expect(unseen).toEqual([])
  })

  it('lets every sample name through', () => {
    expect(chineseNames.filter((name) => findMisdecoding(name) !== null)).toEqual([])
  })

  const GOOD = [
    '患者甲',
    '𠮷𠮷',
    '0.25g×24粒±5%',
    '37.5℃～38℃',
    'Ångström café',
    '“引号”……——',
    'αβγ-干扰素',
    '鍾錦',
    '繁體中文檢驗報告',
    '€10',
    '联通',
    'かな',
  ]
  it.each(GOOD)('lets %s through', (text) => expect(findMisdecoding(text)).toBeNull())
})
