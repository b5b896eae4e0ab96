// Would catch: a table that says two things of one code, of which the later one silently wins.
import { expect, test } from 'vitest'
import { findKeyTwice } from './key-twice.ts'

test.each([
  ['{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', null],
  ['{"a": "a", "b": "a"}', null],
  ['{"a\\"": 1, "a": "x\\\\"}', null],
  ['["a", "a"]', null],
  ['{"a": 1,\n "b": [{"c": 1}],\n "a" : 2}', { key: 'a', line: 3 }],
  ['{"x": {"D1": "1",\n"D\\u0031": "2"}}', { key: 'D1', line: 2 }],
])('%s', (text, found) => {
  JSON.parse(text)
  expect(findKeyTwice(text)).toEqual(found)
})
