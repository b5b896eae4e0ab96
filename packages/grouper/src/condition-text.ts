import { type Condition, childrenOf, isCodeWord, isNumberWord, NUMBER_WORDS, wordOf } from './condition.ts'
import { GrouperError } from './grouper-error.ts'

/** The words of a condition as coders read and publish them. */
const CODE_TEXTS = {
  principalDiagnosisIn: '主要诊断',
  otherDiagnosisIn: '其他诊断',
  anyDiagnosisIn: '任一诊断',
  noDiagnosisIn: '无诊断',
  principalProcedureIn: '主要手术',
  otherProcedureIn: '其他手术',
  anyProcedureIn: '任一手术',
  noProcedureIn: '无手术',
  simultaneousProceduresIn: '同时手术',
} as const
const FIELD_TEXTS = {
  ageDays: '日龄',
  ageYears: '年龄',
  birthWeightGrams: '出生体重',
  stayDays: '住院天数',
  icuHours: '重症小时',
} as const
const TEST_TEXTS = { atLeast: '≥', atMost: '≤', below: '<', equal: '=' } as const
const VALID_TEXT = '有效手术'
const ALWAYS = '恒真'

/** `主要诊断[diagnoses] 且 (任一手术[a] 或 日龄≤28)`: what `parseConditionText` reads back unchanged. */
export function conditionText(condition: Condition): string {
  const { word, value } = wordOf(condition)
  if (isCodeWord(word)) return `${CODE_TEXTS[word]}[${listText(value as string)}]`
  if (isNumberWord(word)) {
    const { field, test } = NUMBER_WORDS[word]
    return `${FIELD_TEXTS[field]}${TEST_TEXTS[test]}${value}`
  }
  if (word === 'allOf') return joined(childrenOf(condition), ' 且 ')
  if (word === 'anyOf') return joined(childrenOf(condition), ' 或 ')
  if (word === 'not') return `非(${conditionText(childrenOf(condition)[0]!)})`
  if (word === 'sexIs') return `性别=${value === 'male' ? '男' : '女'}`
  if (word === 'bodyRegionsAtLeast') return `部位数≥${value}`
  const items = (value as string[]).map(listText).join('+')
  return `${word === 'simultaneousProceduresIn' ? CODE_TEXTS[word] : word === 'referencedAdrgs' ? '引用' : '离院方式'}[${items}]`
}

const listText = (name: string): string => (name === 'validProcedures' ? VALID_TEXT : name)
const listName = (text: string): string => (text === VALID_TEXT ? 'validProcedures' : text)

const joined = (children: readonly Condition[], link: string): string =>
  children.length === 0
    ? ALWAYS
    : children
        .map((one) => ('allOf' in one || 'anyOf' in one ? `(${conditionText(one)})` : conditionText(one)))
        .join(link)

interface Tokens {
  readonly tokens: readonly string[]
  readonly place: string
  at: number
}

const TOKEN = /\s*(\(|\)|（|）|且|或|非|[^\s()（）且或非[\]]+(?:\[[^\]]*\])?)/y

/** @param place for the error. @throws GrouperError GROUPER_BAD_CONDITION */
export function parseConditionText(text: string, place: string): Condition {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)
    if (!found) throw bad(place, `cannot be read: "${text}"`)
    tokens.push(found[1]!.replace('（', '(').replace('）', ')'))
  }
  const reading = { tokens, place, at: 0 }
  const condition = parseAny(reading)
  if (reading.at < tokens.length) throw bad(place, `"${tokens[reading.at]}" stands where the condition should end`)
  return condition
}

function parseAny(reading: Tokens): Condition {
  const branches = [parseAll(reading)]
  while (reading.tokens[reading.at] === '或') {
    reading.at++
    branches.push(parseAll(reading))
  }
  return branches.length === 1 ? branches[0]! : { anyOf: branches }
}

function parseAll(reading: Tokens): Condition {
  const parts = [parseOne(reading)]
  while (reading.tokens[reading.at] === '且') {
    reading.at++
    parts.push(parseOne(reading))
  }
  return parts.length === 1 ? parts[0]! : { allOf: parts }
}

function parseOne(reading: Tokens): Condition {
  const token = reading.tokens[reading.at++]
  if (token === undefined) throw bad(reading.place, 'the condition ends too early')
  if (token === '非') return { not: parseOne(reading) }
  if (token === ALWAYS) return { allOf: [] }
  if (token !== '(') return parseWord(token, reading.place)
  const inside = parseAny(reading)
  if (reading.tokens[reading.at++] !== ')') throw bad(reading.place, 'a bracket is not closed')
  return inside
}

function parseWord(token: string, place: string): Condition {
  const named = /^([^[]+?)(?:\[(.*)\])?$/.exec(token)!
  const items = (named[2] ?? '').split('+').map((item) => listName(item.trim()))
  if (named[2] !== undefined && items.includes('')) throw bad(place, `"${token}" has an empty place`)
  for (const [word, text] of Object.entries(CODE_TEXTS))
    if (named[1] === text) return codeCondition(word, text, named[2] === undefined ? null : items)
  if (named[1] === '引用' && named[2]) return { referencedAdrgs: items }
  if (named[1] === '离院方式' && named[2]) return { dischargeWayIn: items }
  if (token === '性别=男' || token === '性别=女') return { sexIs: token.endsWith('男') ? 'male' : 'female' }
  const number = /^(.+?)(≥|≤|<|=|>=|<=)(\d{1,8})$/.exec(token)
  if (number) {
    const [, field, sign, limit] = number
    const test = sign === '>=' ? '≥' : sign === '<=' ? '≤' : sign
    if (field === '部位数' && test === '≥') return { bodyRegionsAtLeast: Number(limit) }
    for (const [word, one] of Object.entries(NUMBER_WORDS))
      if (FIELD_TEXTS[one.field] === field && TEST_TEXTS[one.test] === test)
        return { [word]: Number(limit) } as unknown as Condition
  }
  throw bad(place, `"${token}" is no word of a condition`)
}

/** Without brackets the list is the usual one, as published texts leave it out: 主要诊断 且 主要手术. */
function codeCondition(word: string, text: string, items: readonly string[] | null): Condition {
  if (word === 'simultaneousProceduresIn') return { simultaneousProceduresIn: items ?? ['procedures', 'procedures2'] }
  return { [word]: items?.[0] ?? (text.endsWith('诊断') ? 'diagnoses' : 'procedures') } as unknown as Condition
}

const bad = (place: string, message: string): GrouperError => new GrouperError('GROUPER_BAD_CONDITION', place, message)
