// Would catch: a Chinese sentence left on the English page, a missing amount in a sentence, money shown wrongly.
import { type Fen, parseYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { chinaMinute, plainDecimal, yuan } from './amount.ts'
import { en } from './en.ts'
import { languageOf, otherLanguageHref, wordsOf } from './language.ts'
import { zh } from './zh.ts'

/** Every sentence of a dictionary with the path that leads to it; sentences with places get `{1}`, `{2}`. */
function sentences(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const place = path ? `${path}.${key}` : key
    if (typeof value === 'function') return [[place, value('{1}', '{2}')]]
    return typeof value === 'string' ? [[place, value]] : sentences(value, place)
  })
}

describe('dictionaries', () => {
  test('say the same things', () => {
    expect(sentences(en).map(([place]) => place)).toEqual(sentences(zh).map(([place]) => place))
  })
  test('none is empty', () => {
    expect([...sentences(zh), ...sentences(en)].filter(([, text]) => text.trim() === '')).toEqual([])
  })
  test('English holds no Chinese, but for the way back to it', () => {
    const chinese = sentences(en).filter(([, text]) => /\p{Script=Han}/u.test(text))
    expect(chinese).toEqual([['otherLanguage', '中文']])
  })
  test('every place that one language fills, the other fills too', () => {
    const places = (text: string): string => (text.match(/\{\d\}/g) ?? []).sort().join()
    const english = new Map(sentences(en))
    for (const [place, text] of sentences(zh))
      expect([place, places(english.get(place)!)]).toEqual([place, places(text)])
  })
  test('the promise made without a network is the agreed one', () => {
    expect(zh.offline).toBe('网络中断，正在重连，您的钱款是安全的')
  })
})

test.each([
  ['0.00', '¥0.00'],
  ['0.05', '¥0.05'],
  ['-0.05', '-¥0.05'],
  ['1234.50', '¥1,234.50'],
  ['90071992547409.91', '¥90,071,992,547,409.91'],
])('%s yuan reads %s', (amount, shown) => {
  expect(yuan(parseYuan(amount) as Fen)).toBe(shown)
})

test.each([
  ['2.5000', '2.5'],
  ['10.0', '10'],
  ['100', '100'],
  ['-1.00', '-1'],
  ['0.125000', '0.125'],
  ['1e3', '1e3'],
])('%s reads %s', (text, shown) => {
  expect(plainDecimal(text)).toBe(shown)
})

test('hours are those of China, wherever the phone is', () => {
  expect(chinaMinute('2026-11-20T16:30:00.000Z')).toBe('2026-11-21 00:30')
})

describe('language', () => {
  test.each([
    ['', 'zh'],
    ['?lang=en', 'en'],
    ['?lang=fr', 'zh'],
    ['?x=1&lang=en', 'en'],
  ])('%j → %s', (search, language) => {
    expect(languageOf(search)).toBe(language)
  })
  test.each([
    ['', '/pay/t?lang=en'],
    ['?lang=en', '/pay/t'],
    ['?from=sms', '/pay/t?from=sms&lang=en'],
    ['?from=sms&lang=en', '/pay/t?from=sms'],
  ])('%j leads to %s', (search, href) => {
    expect(otherLanguageHref('/pay/t', search)).toBe(href)
  })
  test('each has its words', async () => {
    expect([await wordsOf('zh'), await wordsOf('en')]).toEqual([zh, en])
  })
})
