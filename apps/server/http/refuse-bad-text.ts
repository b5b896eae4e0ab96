import type { FastifyRequest } from 'fastify'
import { requestRefusal } from './request-refusal.ts'
import type { Server } from './server-type.ts'

/** Text that no database column can hold is refused before anything is looked up, wherever it stands in a request. */
export function refuseBadText(server: Server): void {
  server.addHook('preValidation', async (request: FastifyRequest) => {
    refuse(request.params, 'params')
    refuse(request.query, 'query')
    // a bill's reader has words of its own for what its texts must not hold
    if (!request.routeOptions.config.numbersAsText) refuse(request.body, 'body')
  })
}

function refuse(value: unknown, place: string): void {
  if (typeof value === 'string' && !isStorable(value))
    throw requestRefusal('REQUEST_INVALID', {
      place,
      message: '含有不可存储的字符 · holds characters that cannot be stored',
    })
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    const here = Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`
    if (!isStorable(key)) refuse(key, place)
    refuse(item, here)
  }
}

/** Neither NUL nor half a character. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
