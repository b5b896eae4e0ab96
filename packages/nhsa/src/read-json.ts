import type { WireNumber, WireObject, WireValue } from './wire-json.ts'

/** A text and how far it has been read. */
interface Place {
  readonly text: string
  at: number
  readonly twice: string[]
}

const rawJson = (JSON as unknown as { rawJSON(text: string): WireNumber }).rawJSON

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Reads JSON (RFC 8259) as `JSON.parse` does, but numbers keep their text. A reviver does the same and takes more than
 * twice as long, because it is called for every value; answers of the platform are read four times per payment.
 * @param twice gets the names of fields that stand in one object twice with different values; the last one counts
 * @throws SyntaxError, RangeError when it is nested too deeply
 */
export function readJson(text: string, twice: string[] = []): WireValue {
  const place = { text, at: 0, twice }
  const value = readValue(place)
  if (!Number.isNaN(next(place))) throw notJson(place)
  return value
}

function readValue(place: Place): WireValue {
  const letter = next(place)
  if (letter === QUOTE) return readString(place)
  if (letter === OBJECT) return readObject(place)
  if (letter === LIST) return readList(place)
  NUMBER.lastIndex = place.at
  if (!NUMBER.test(place.text)) return readWord(place)
  const number = place.text.slice(place.at, NUMBER.lastIndex)
  place.at = NUMBER.lastIndex
  return rawJson(number)
}

function readObject(place: Place): WireObject {
  const object: Record<string, WireValue> = {}
  place.at++
  if (ends(place, OBJECT_END)) return object
  do {
    if (next(place) !== QUOTE) throw notJson(place)
    const name = readString(place)
    if (next(place) !== COLON) throw notJson(place)
    place.at++
    const value = readValue(place)
    if (Object.hasOwn(object, name) && JSON.stringify(object[name]) !== JSON.stringify(value)) place.twice.push(name)
    // a plain assignment of this one name would change what the object is
    if (name === '__proto__') Object.defineProperty(object, name, { ...ORDINARY, value })
    else object[name] = value
  } while (goesOn(place, OBJECT_END))
  return object
}

const ORDINARY = { enumerable: true, configurable: true, writable: true } as const

function readList(place: Place): WireValue[] {
  const list: WireValue[] = []
  place.at++
  if (ends(place, LIST_END)) return list
  do list.push(readValue(place))
  while (goesOn(place, LIST_END))
  return list
}

function readString(place: Place): string {
  const { text } = place
  const start = place.at
  let at = start + 1
  let plain = true
  for (let letter = text.charCodeAt(at); letter !== QUOTE; letter = text.charCodeAt(at)) {
    // also NaN, the end of the text
    if (!(letter >= 0x20)) throw notJson(place)
    if (letter === BACKSLASH) plain = false
    at += letter === BACKSLASH ? 2 : 1
  }
  place.at = at + 1
  return plain ? text.slice(start + 1, at) : (JSON.parse(text.slice(start, place.at)) as string)
}

function readWord(place: Place): boolean | null {
  for (const [word, value] of WORDS)
    if (place.text.startsWith(word, place.at)) {
      place.at += word.length
      return value
    }
  throw notJson(place)
}

const WORDS = [
  ['null', null],
  ['true', true],
  ['false', false],
] as const

/** The next letter that is not blank, NaN at the end; `at` stands on it. */
function next(place: Place): number {
  let letter = place.text.charCodeAt(place.at)
  while (letter === 0x20 || letter === 0x0a || letter === 0x0d || letter === 0x09)
    letter = place.text.charCodeAt(++place.at)
  return letter
}

function ends(place: Place, end: number): boolean {
  if (next(place) !== end) return false
  place.at++
  return true
}

function goesOn(place: Place, end: number): boolean {
  const letter = next(place)
  if (letter !== end && letter !== COMMA) throw notJson(place)
  place.at++
  return letter === COMMA
}

const notJson = (place: Place): SyntaxError => new SyntaxError(`no JSON at ${place.at}`)
