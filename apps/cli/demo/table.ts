export interface Table {
  readonly title: string
  readonly head: readonly string[]
  /** one letter per column: l or r */
  readonly align: string
  readonly rows: readonly (readonly string[])[]
}

/** A plain-text table whose columns stand straight although Chinese characters are two cells wide. */
export function table({ title, head, align, rows }: Table): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => cells(row[column] ?? ''))))
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => pad(text, widths[column]!, align[column] === 'r'))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('──')
  return [`【${title}】`, line(head), rule, ...rows.map(line), ''].join('\n')
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - cells(text)))
  return right ? space + text : text + space
}

/** East Asian wide and full-width characters take two cells. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u

function cells(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}
