import { type FastifyServerOptions, LogController } from 'fastify'
import { maskText } from '../../../domain/identity/mask.ts'
import type { Server } from './server-type.ts'

/** Whether and where to log; a stream is for tests. */
export type LogChoice = false | { readonly level: string; readonly stream?: { write(line: string): void } }

/** Fields that must never be written, whoever hands them in. */
const SECRET_FIELDS = ['authorization', 'token', 'secret', 'key', 'payUrl', 'body', 'config']

/** Structured lines without persons, tokens or secrets: a request is logged by its path's template, never by its URL. */
export function logOptions(choice: LogChoice): FastifyServerOptions {
  // Fastify's own lines show URLs, and a URL may be a payment link
  const logController = new LogController({ disableRequestLogging: true })
  if (choice === false) return { logger: false, logController }
  return {
    logController,
    logger: {
      level: choice.level,
      ...(choice.stream ? { stream: choice.stream } : {}),
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '***' },
      // were a request ever handed in whole, only its method would be written
      serializers: { err: describeError, req: (request) => ({ method: request.method }) },
    },
  }
}

/** PostgreSQL puts row values into `detail`; only the sentence and the place in our code are kept. */
export function describeError(
  error: unknown,
): Record<string, unknown> & { type: string; message: string; stack: string } {
  const { name, message, code, stack } = error as { name?: string; message?: string; code?: string; stack?: string }
  return {
    type: name ?? 'Error',
    message: maskText(message ?? ''),
    stack: maskText(stack ?? ''),
    ...(code === undefined ? {} : { code }),
  }
}

export function logAnswers(server: Server): void {
  server.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(request.caller ? { institution: request.caller.institutionId } : {}),
      },
      'answered',
    )
  })
}
