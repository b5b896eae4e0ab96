import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  at(done: number, note?: string): void
  done(): void
}

/** A progress bar on a terminal; one line every tenth of the way anywhere else, so that logs stay readable. */
export function createProgress(title: string, total: number): Progress {
  if (process.stderr.isTTY) return bar(title, total)
  let said = -1
  return {
    at: (done, note) => {
      const tenth = total === 0 ? 10 : Math.floor((done * 10) / total)
      if (tenth === said) return
      said = tenth
      process.stderr.write(`${title} ${done}/${total}${note ? ` ${note}` : ''}\n`)
    },
    done: () => {},
  }
}

function bar(title: string, total: number): Progress {
  const single = new SingleBar(
    { format: `${title} {bar} {value}/{total} {note} {eta_formatted}`, stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  )
  single.start(total, 0, { note: '' })
  return { at: (done, note) => single.update(done, note ? { note } : {}), done: () => single.stop() }
}
