const SLOTS = 1 << 21
/** A generation holds this many ids; two are kept, so an id is known for at least this many cases more. */
export const IDS_REMEMBERED = SLOTS / 2

/**
 * Says which cases have the id of an earlier one. Memory is bounded: an id is remembered for the next 1,048,576 cases at
 * least. Two different ids are taken for one once in some 10^12 pairs.
 * @param onTwice gets the line of the case within its block
 */
export function createIdMemory(): (ids: Uint32Array, onTwice: (line: number) => void) => void {
  let young = new Uint32Array(SLOTS * 2)
  let old = new Uint32Array(SLOTS * 2)
  let count = 0
  return (ids, onTwice) => {
    for (let at = 0; at < ids.length; at += 3) {
      const one = ids[at + 1]!
      const two = ids[at + 2]! || 1
      const place = find(young, one, two)
      const isYoung = young[place + 1] !== 0
      if (isYoung || old[find(old, one, two) + 1] !== 0) onTwice(ids[at]!)
      if (isYoung) continue
      young[place] = one
      young[place + 1] = two
      if (++count < IDS_REMEMBERED) continue
      const freed = old.fill(0)
      old = young
      young = freed
      count = 0
    }
  }
}

/** Where the id stands, or the free place where it would. */
function find(table: Uint32Array, one: number, two: number): number {
  for (let slot = (one ^ (two >>> 7)) & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const place = slot * 2
    if (table[place + 1] === 0 || (table[place] === one && table[place + 1] === two)) return place
  }
}
