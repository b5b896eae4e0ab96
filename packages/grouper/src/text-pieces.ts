/** Texts that will be written again and again, as bytes one behind the other. */
export interface TextPieces {
  readonly bytes: Uint8Array
  /** piece `n` is `starts[n]` to `starts[n + 1] - 1` */
  readonly starts: Uint32Array
}

export interface PieceBook {
  /** the number of the piece; the same text is kept once */
  add(text: string): number
  /** numbers of these texts, the first one's: they follow each other */
  addAll(texts: readonly string[]): number
  bind(): TextPieces
}

export function createPieceBook(): PieceBook {
  const texts: string[] = []
  const numbers = new Map<string, number>()
  return {
    add(text) {
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, texts.push(text) - 1)
      return texts.length - 1
    },
    addAll(more) {
      const first = texts.length
      for (const text of more) texts.push(text)
      return first
    },
    bind() {
      const starts = new Uint32Array(texts.length + 1)
      texts.forEach((text, number) => {
        starts[number + 1] = starts[number]! + Buffer.byteLength(text)
      })
      return { bytes: Buffer.from(texts.join('')), starts }
    },
  }
}
