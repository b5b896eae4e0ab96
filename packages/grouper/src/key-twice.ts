/** A key of an object that stands twice in it, and on which line the second time. */
export interface KeyTwice {
  readonly key: string
  readonly line: number
}

/**
 * `JSON.parse` keeps the later of two equal keys and says nothing: a CC with two exclusion tables would have the second.
 * @param text that is known to be JSON
 */
export function findKeyTwice(text: string): KeyTwice | null {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(null)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfText(text, at)
      // only a key is followed by a colon
      if (isKey(text, end)) {
        const key = JSON.parse(text.slice(at, end)) as string
        const keys = open.at(-1)
        if (keys?.has(key)) return { key, line: text.slice(0, at).split('\n').length }
        keys?.add(key)
      }
      at = end - 1
    }
  }
  return null
}

function endOfText(text: string, from: number): number {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function isKey(text: string, from: number): boolean {
  let at = from
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return text[at] === ':'
}
