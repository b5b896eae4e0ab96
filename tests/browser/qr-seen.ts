import type { Page } from 'playwright-core'
import { create } from 'qrcode'

/** Dots of light around a code; scanners need four. */
const QUIET = 4

/** The code as a scanner would see it on the screen, one text per row, `#` dark; with as many dots as `content` needs. */
export async function codeSeen(page: Page, content: string): Promise<string[]> {
  const png = (await page.getByTestId('qr').screenshot({ scale: 'css' })).toString('base64')
  return page.evaluate(readDots, { png, dots: modulesOf(content).size + 2 * QUIET })
}

/** The code of `content` with its rim, drawn the same way. */
export function codeWanted(content: string): string[] {
  const modules = modulesOf(content)
  const places = Array.from({ length: modules.size + 2 * QUIET }, (_, at) => at - QUIET)
  const isInside = (at: number): boolean => at >= 0 && at < modules.size
  const isDark = (row: number, column: number): boolean =>
    isInside(row) && isInside(column) && modules.get(row, column) === 1
  return places.map((row) => places.map((column) => (isDark(row, column) ? '#' : ' ')).join(''))
}

const modulesOf = (content: string) => create(content, { errorCorrectionLevel: 'M' }).modules

/** Runs in the page: looks at the middle of each dot of the picture, inside its border of 1 px. */
async function readDots({ png, dots }: { png: string; dots: number }): Promise<string[]> {
  const image = new Image()
  image.src = `data:image/png;base64,${png}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  const pen = canvas.getContext('2d')!
  pen.drawImage(image, 0, 0)
  const middle = (at: number, length: number): number => Math.floor(1 + ((at + 0.5) * (length - 2)) / dots)
  const isDark = (row: number, column: number): boolean =>
    pen.getImageData(middle(column, image.width), middle(row, image.height), 1, 1).data[0]! < 128
  const places = Array.from({ length: dots }, (_, at) => at)
  return places.map((row) => places.map((column) => (isDark(row, column) ? '#' : ' ')).join(''))
}
