import { textOfRow } from './decode-row.ts'
import type { Sheet } from './sheet.ts'

/** A published CSV file, UTF-8 (with or without mark) or GBK, as RFC 4180 quotes. @param name of the sheet: the file's */
export function readCsvSheet(name: string, bytes: Uint8Array): Sheet {
  const text = textOfRow(bytes).replace(/^\ufeff/, '')
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',' || character === '\n') {
      row.push(cell)
      cell = ''
      if (character === '\n') {
        rows.push(row)
        row = []
      }
    } else if (character !== '\r') cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return { name, rows }
}

export const writeCsvSheet = (sheet: Sheet): string =>
  sheet.rows
    .map((row) => `${row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`)
    .join('')
