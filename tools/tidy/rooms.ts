import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/read-sources.ts'

/** Folders whose every child is a room of its own. */
const HALLS = new Set(['domain', 'channels', 'packages', 'apps'])
const SHORTEST_LINES = 3

/** Every room with code says in a README.md what lives there and what it may import. */
export function checkRooms(sources: readonly SourceFile[]): Finding[] {
  const texts = new Map(sources.map((source) => [source.path, source.text]))
  return roomsOf(sources).flatMap((room) => {
    const readme = texts.get(`${room}/README.md`)
    if (readme === undefined)
      return [{ place: room, message: 'has no README.md: what lives here, what may it import?' }]
    if (readme.trim().split('\n').length < SHORTEST_LINES)
      return [{ place: `${room}/README.md`, message: 'says nothing of what lives here' }]
    return []
  })
}

function roomsOf(sources: readonly SourceFile[]): string[] {
  const rooms = new Set<string>()
  for (const { path } of sources) {
    if (!/\.(tsx?|sql)$/.test(path)) continue
    const [hall, room, inside] = path.split('/')
    if (room === undefined) continue
    rooms.add(hall!)
    if (HALLS.has(hall!) && inside !== undefined) rooms.add(`${hall}/${room}`)
  }
  return [...rooms].sort()
}
