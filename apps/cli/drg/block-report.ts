import type { BlockGrouper, BlockMemory, GroupedBlock } from '@medsettle/grouper'

/** A grouped block as it comes from a thread: what is written, and what is told about it. */
export interface BlockReport
  extends Pick<GroupedBlock, 'output' | 'ids' | 'lines' | 'cases' | 'unreadable' | 'unknownCodes'> {
  /** line within the block of each row that got `0000` */
  readonly refusedLines: Uint32Array
  /** a line of text for each of them; one text goes from thread to thread faster than an object per row */
  readonly reasons: string
}

export function reportBlock(
  group: BlockGrouper,
  block: Uint8Array,
  { isFirst, memory }: { readonly isFirst: boolean; readonly memory: BlockMemory },
): BlockReport {
  const { refusals, ...rest } = group(block, isFirst, memory)
  return {
    ...rest,
    refusedLines: Uint32Array.from(refusals, ({ line }) => line),
    reasons: refusals
      .map(({ id, code, place, message }) => `id ${shown(id)}: ${code} at ${place}: ${shown(message)}\n`)
      .join(''),
  }
}

const MOST_SHOWN = 200
/** A terminal obeys control characters; what stood in a file must not command it, or break a reason into two lines. */
const shown = (text: string): string => text.slice(0, MOST_SHOWN).replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd')
