/** Chinese, Japanese, Korean and full-width characters are as wide as they are high. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

const widthOf = (character: string): number => (WIDE.test(character) ? 1 : /[ilI.,:;'|! ]/.test(character) ? 0.34 : 0.6)

/** Pixels a text takes at most in common fonts; nothing measures it, so it is estimated on the wide side. */
export function textWidth(text: string, size = 12): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width * size
}

/** The text, or as much of it as fits with an ellipsis. */
export function fitText(text: string, width: number, size = 12): string {
  if (textWidth(text, size) <= width) return text
  let fitting = ''
  for (const character of text) {
    if (textWidth(`${fitting}${character}…`, size) > width) break
    fitting += character
  }
  return `${fitting}…`
}
