import { COLOURS, element, escapeXml } from './element.ts'
import { textWidth } from './text-width.ts'

export interface LegendEntry {
  readonly text: string
  readonly colour: string
  /** a line instead of a filled square */
  readonly isLine?: boolean
}

/** Entries in a row that ends at `right`. */
export function legend(entries: readonly LegendEntry[], right: number, y: number): string[] {
  const widths = entries.map(({ text }) => 18 + textWidth(text) + 16)
  let x = right - widths.reduce((sum, width) => sum + width, 0) + 16
  return entries.flatMap(({ text, colour, isLine }, index) => {
    const mark = isLine
      ? element('line', { x1: x, y1: y - 4, x2: x + 12, y2: y - 4, stroke: colour, 'stroke-width': 3 })
      : element('rect', { x, y: y - 10, width: 12, height: 12, fill: colour })
    const label = element('text', { x: x + 18, y, fill: COLOURS.ink }, escapeXml(text))
    x += widths[index]!
    return [mark, label]
  })
}
