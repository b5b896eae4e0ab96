/** One printed line, or a rule across the page. */
export type ReceiptLine = { readonly label: string; readonly value: string } | 'rule'

const WIDTH = 720
const MARGIN = 40
const LINE = 52
const FONT = '"PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** Draws the receipt and returns it as a PNG data address. What does not fit beside its label goes below it. */
export function drawReceipt(institution: string, title: string, lines: readonly ReceiptLine[]): string {
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!pen) return ''
  canvas.width = WIDTH
  canvas.height = measure(pen, lines)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, WIDTH, canvas.height)
  pen.fillStyle = '#1a1a1a'
  pen.textAlign = 'center'
  pen.font = `bold 34px ${FONT}`
  pen.fillText(institution, WIDTH / 2, MARGIN + 30, WIDTH - 2 * MARGIN)
  pen.font = `28px ${FONT}`
  pen.fillText(title, WIDTH / 2, MARGIN + 80)
  let top = MARGIN + 140
  for (const line of lines) top += drawLine(pen, line, top)
  return canvas.toDataURL('image/png')
}

function measure(pen: CanvasRenderingContext2D, lines: readonly ReceiptLine[]): number {
  return lines.reduce((height, line) => height + heightOf(pen, line), MARGIN * 2 + 140)
}

function heightOf(pen: CanvasRenderingContext2D, line: ReceiptLine): number {
  if (line === 'rule') return LINE / 2
  return fits(pen, line) ? LINE : LINE * 2
}

function fits(pen: CanvasRenderingContext2D, line: Exclude<ReceiptLine, 'rule'>): boolean {
  pen.font = `26px ${FONT}`
  return pen.measureText(line.label).width + pen.measureText(line.value).width + 24 <= WIDTH - 2 * MARGIN
}

function drawLine(pen: CanvasRenderingContext2D, line: ReceiptLine, top: number): number {
  if (line === 'rule') {
    pen.fillRect(MARGIN, top - LINE / 2, WIDTH - 2 * MARGIN, 2)
    return LINE / 2
  }
  const isOneLine = fits(pen, line)
  pen.textAlign = 'left'
  pen.fillText(line.label, MARGIN, top, WIDTH - 2 * MARGIN)
  pen.textAlign = 'right'
  pen.fillText(line.value, WIDTH - MARGIN, isOneLine ? top : top + LINE * 0.75, WIDTH - 2 * MARGIN)
  return heightOf(pen, line)
}
