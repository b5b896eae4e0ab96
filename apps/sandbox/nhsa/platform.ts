import { type Fen, formatYuan } from '@medsettle/money'
import { chinaCompact } from '../core/china-time.ts'
import type { FaultBook } from '../core/faults.ts'
import type { LieBook } from '../core/lies.ts'
import type { World } from '../core/world.ts'
import type { Books } from './books/books.ts'
import type { Entry } from './books/entries.ts'
import type { Sm2 } from './mobile/sm2.ts'
import type { NhsaSwitches } from './switches.ts'
import { numberAs } from './wire/exact-json.ts'

/** What every transaction works with. Books are read directly and written through `record` only. */
export interface Platform {
  readonly books: Books
  readonly world: World
  readonly faults: FaultBook
  readonly sm2: Sm2
  readonly switches: NhsaSwitches
  /** how old a request may be, seconds; null = not looked at */
  readonly toleranceSeconds: number | null
  /** what statement rows say instead of the truth */
  readonly lies: LieBook
  /** writes an entry into books and journal */
  record(entry: Entry): void
}

/**
 * A 30-character number of the platform's own: region (6), China time (14), sequence (10). The form is that of
 * inf_refmsgid (nhsa.md §1.2); mdtrt_id, setl_id and file_qury_no have the same length.
 */
export const nextNumber = (platform: Platform, area: string): string =>
  `${area}${chinaCompact(platform.world.now())}${String(platform.books.sequence + 1).padStart(10, '0')}`

/** An amount as answers carry it: a JSON number with two decimals, or text. */
export const yuan = (platform: Platform, amount: Fen): object | string => decimal(platform, formatYuan(amount))

/** A decimal that is no amount (cnt, pric, a ratio), written as it is. */
export const decimal = (platform: Platform, text: string): object | string =>
  platform.switches.amounts === 'number' ? numberAs(text) : text
