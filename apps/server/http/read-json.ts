import type { FastifyRequest } from 'fastify'
import { parseLossless } from '../../../domain/bill/lossless-json.ts'
import { keyThatStandsTwice } from '../../../domain/bill/repeated-key.ts'
import { requestRefusal } from './request-refusal.ts'
import type { Server } from './server-type.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** numbers of the body arrive as the text they were written with */
    readonly numbersAsText?: boolean
  }
}

/** JSON bodies whose numbers are exact: text where the route wants it, else whole numbers a double holds without loss. */
export function readJsonBodies(server: Server): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      const text = decode(bytes)
      if (text.trim() === '') return undefined
      return request.routeOptions.config.numbersAsText ? parse(text, parseLossless) : parse(text, parseWhole)
    },
  )
}

/** GBK bytes must not slip in as question marks. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw requestRefusal('REQUEST_NOT_UTF8')
  }
}

function parse(text: string, read: (text: string) => unknown): unknown {
  try {
    const value = read(text)
    const twice = keyThatStandsTwice(text)
    if (twice !== null) throw requestRefusal('REQUEST_FIELD_TWICE', { place: `body.${twice}` })
    return value
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) throw requestRefusal('REQUEST_NOT_JSON')
    throw error
  }
}

const WHOLE = /^-?(0|[1-9]\d*)$/

/** `12.0` and `1e3` are refused like `12.5`: whoever writes amounts that way computes with floating point. */
export function parseWhole(text: string): unknown {
  return JSON.parse(text, (key: string, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== 'number') return value
    if (WHOLE.test(context?.source ?? '') && Number.isSafeInteger(value)) return value
    throw requestRefusal('REQUEST_NUMBER_NOT_EXACT', { place: `body…${key}` })
  })
}
