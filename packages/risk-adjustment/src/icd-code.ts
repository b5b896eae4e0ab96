/** `e11.900x001 ` → `E11900X001`: codes of different editions differ in dots and case, never in their first characters. */
export const tidyCode = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** A letter and two digits at least, as every diagnosis of ICD-10 and its national editions begins. */
export const isIcdCode = (code: string): boolean => /^\s*[A-Za-z]\d{2}[0-9A-Za-z.]*[+*†]?\s*$/.test(code)

/** What the longest of the known beginnings of a code stands for. */
export function findByPrefix<T>(table: ReadonlyMap<string, T>, code: string): T | null {
  for (let text = tidyCode(code); text !== ''; text = text.slice(0, -1)) {
    const found = table.get(text)
    if (found !== undefined) return found
  }
  return null
}

/** `K70.0-K70.3` stands for four beginnings. Both ends have one length and differ in their last digits only; else: none. */
export function expandRange(text: string): string[] {
  const [first, last = first] = text.split('-').map(tidyCode) as [string, string | undefined]
  if (first === last) return [first]
  if (first.length !== last.length) return []
  let same = 0
  while (first[same] === last[same]) same++
  const [low, high] = [first.slice(same), last.slice(same)]
  if (!/^\d+$/.test(low) || !/^\d+$/.test(high)) return []
  return Array.from({ length: Math.max(0, Number(high) - Number(low) + 1) }, (_, index) => {
    return first.slice(0, same) + String(Number(low) + index).padStart(low.length, '0')
  })
}
